//! A record as pages and as an API: overview, incident, article, actor, agreement, search, coverage, review.
//!
//! Everything is made here and fetched from nowhere: pages work without JavaScript, and what they load is built in. Reading goes
//! through handles that cannot write; what people decide goes through the store's one writer. Lists, map and timeline come from
//! an index in memory that is made anew when the file changes.
//!
//! `docs/serve.md` describes pages, addresses, and what keeps them safe.

mod agreements;
#[expect(unused_qualifications, reason = "the macro that describes a route names its parameters in full")]
mod api;
mod assets;
mod days;
mod forms;
mod guard;
mod index;
mod log;
mod map;
mod marks;
mod page;
mod pages;
mod plot;
mod query;
mod reply;
mod state;

pub use agreements::Agreements;
pub use log::Log;
pub use state::{App, Config, Merge};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longest body of a request: a reason and a few fields.
const MOST_BODY: usize = 64 * 1024;
/// How long answers that were begun may take to end when the server is stopped.
const DRAIN: Duration = Duration::from_secs(10);

/// The API's routes and the document that describes them, both from one list.
fn described() -> (Router<App>, utoipa::openapi::OpenApi) {
    #[derive(OpenApi)]
    #[openapi(info(
        title = "dateline",
        description = "A record of what is reported: who did what to whom, where, when, and according to whom. Reads only."
    ))]
    struct About;
    OpenApiRouter::with_openapi(About::openapi())
        .routes(routes!(api::events))
        .routes(routes!(api::geojson))
        .routes(routes!(api::timeline))
        .routes(routes!(api::event))
        .routes(routes!(api::one_incident))
        .routes(routes!(api::all_documents))
        .routes(routes!(api::one_document))
        .routes(routes!(api::actor))
        .routes(routes!(api::agreements))
        .routes(routes!(api::one_agreement))
        .routes(routes!(api::zones))
        .routes(routes!(api::changes))
        .routes(routes!(api::incident_changes))
        .routes(routes!(api::reviews))
        .routes(routes!(api::precision))
        .routes(routes!(api::stats))
        .split_for_parts()
}

/// Everything that a server answers.
pub fn router(app: App) -> Router {
    let (api, document) = described();
    let limit = app.config().limit;
    let document = document.to_json().unwrap_or_default();
    Router::new()
        .route("/", get(pages::overview::show))
        .route("/documents/{id}", get(pages::article::show))
        .route("/events/{document}/{ordinal}", get(pages::event::show))
        .route("/events/{document}/{ordinal}/review", post(pages::event::review))
        .route("/incidents/{name}", get(pages::incident::show))
        .route("/incidents/{name}/split", post(pages::incident::split))
        .route("/incidents/{name}/merge", post(pages::incident::merge))
        .route("/actors", get(pages::actor::list))
        .route("/actors/{id}", get(pages::actor::show))
        .route("/agreements", get(pages::agreement::list))
        .route("/agreements/{id}", get(pages::agreement::show))
        .route("/agreements/{id}/deadlines.ics", get(pages::agreement::calendar))
        .route("/search", get(pages::search::show))
        .route("/review", get(pages::review::show))
        .route("/coverage", get(pages::coverage::show))
        .route("/about", get(pages::about::show))
        .route("/feed.atom", get(pages::feeds::atom))
        .route("/id/{id}", get(pages::door::id))
        .route("/login", get(pages::door::form).post(pages::door::login))
        .route("/api/docs", get(pages::about::api))
        .route("/assets/{name}", get(assets::file))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/api/openapi.json", get(async move || reply::json(document)))
        .merge(api)
        .layer(axum::middleware::from_fn(reply::finish))
        .layer(CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest))
        .layer(RequestBodyLimitLayer::new(MOST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, limit))
        .layer(axum::middleware::from_fn_with_state(app.clone(), guard::guard))
        .layer(CatchPanicLayer::new())
        .layer(axum::middleware::from_fn(reply::finish))
        .layer(axum::middleware::from_fn(guard::cover))
        .layer(axum::middleware::from_fn_with_state(app.clone(), log::log))
        .with_state(app)
}

/// Whether the record can be read.
async fn ready(State(app): State<App>) -> Result<Response, reply::Trouble> {
    app.read(|store, _| Ok(store.data_version()?)).await?;
    Ok(reply::text("text/plain; charset=utf-8", "ready\n".to_owned()))
}

/// A server that has its port.
pub struct Server {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
    stop: (watch::Sender<bool>, watch::Receiver<bool>),
}

/// Stops a server, from any thread.
#[derive(Clone)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Lets it finish what it has begun, and end.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// Why a server could not be started or went down.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The record.
    #[error(transparent)]
    Store(#[from] dateline_store::Error),
    /// The address.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// Anything of the system's.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl Server {
    /// Reads the record and takes the port.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn new(config: Config) -> Result<Server, Error> {
        let wanted = config.listen;
        let listener = TcpListener::bind(wanted).map_err(|error| Error::Listen(wanted, error))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let app = App::new(config)?;
        Ok(Server { app, listener, address, stop: watch::channel(false) })
    }
    /// Where it listens: the port that the system chose, if it was asked to.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
    /// What stops it.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(self.stop.0.clone())
    }
    /// Answers until it is stopped.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn run(self) -> Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let Server { app, listener, stop: (_, stop), .. } = self;
        let done = runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tokio::spawn(app.clone().keep_fresh());
            let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
            let told = async |mut stop: watch::Receiver<bool>| {
                let _ = stop.wait_for(|stop| *stop).await;
            };
            let mut serving = std::pin::pin!(IntoFuture::into_future(
                axum::serve(listener, service).with_graceful_shutdown({
                    let stop = stop.clone();
                    async move { told(stop).await }
                })
            ));
            tokio::select! {
                done = &mut serving => done,
                () = async { told(stop).await; tokio::time::sleep(DRAIN).await } => Ok(()),
            }
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
        Ok(done?)
    }
}
