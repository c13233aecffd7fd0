//! Who may come in: names the server answers to, how often, with which token, and whether a form came from a page of ours.

use crate::reply::Trouble;
use crate::state::App;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rustc_hash::FxHashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// What a page may load and do: nothing from elsewhere, no script or style inside it. The map's worker may be a blob, its
/// images too.
pub const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; \
base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The cookie that carries a token.
pub const COOKIE: &str = "dateline_token";

/// Clients are forgotten beyond this.
const MOST_CLIENTS: usize = 10_000;

/// How often each client may still ask.
pub struct Clients {
    /// Requests a second.
    rate: f64,
    buckets: Mutex<FxHashMap<IpAddr, (f64, Instant)>>,
}

impl Clients {
    /// So many requests a second each, and four times that at once; 0 for any number.
    #[must_use]
    pub fn new(rate: u32) -> Clients {
        Clients { rate: f64::from(rate), buckets: Mutex::default() }
    }
    /// Takes one request out of a client's bucket.
    ///
    /// # Errors
    /// [`Trouble::TooOften`] if it is empty.
    pub fn take(&self, client: IpAddr, now: Instant) -> Result<(), Trouble> {
        if self.rate == 0.0 {
            return Ok(());
        }
        let full = self.rate * 4.0;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MOST_CLIENTS {
            // Whoever's bucket is full again need not be remembered.
            buckets.retain(|_, (left, at)| *left + now.duration_since(*at).as_secs_f64() * self.rate < full);
        }
        if buckets.len() > MOST_CLIENTS {
            buckets.clear();
        }
        // One household or cloud customer has a whole /64.
        let client = match client {
            IpAddr::V6(long) if long.to_ipv4_mapped().is_none() => {
                IpAddr::V6((u128::from(long) & !u128::from(u64::MAX)).into())
            }
            other => other.to_canonical(),
        };
        let (left, at) = buckets.entry(client).or_insert((full, now));
        *left = (*left + now.duration_since(*at).as_secs_f64() * self.rate).min(full);
        *at = now;
        if *left < 1.0 {
            return Err(Trouble::TooOften(((1.0 - *left) / self.rate).ceil().max(1.0) as u64));
        }
        *left -= 1.0;
        Ok(())
    }
}

/// Stands before every request.
pub async fn guard(State(app): State<App>, request: Request<Body>, next: Next) -> Response {
    let client = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if let Err(trouble) = allowed(&app, client, &request) {
        return trouble.into_response();
    }
    next.run(request).await
}

fn allowed(app: &App, client: Option<IpAddr>, request: &Request<Body>) -> Result<(), Trouble> {
    if let Some(client) = client {
        app.0.clients.take(client, Instant::now())?;
    }
    let headers = request.headers();
    let asked =
        request.uri().host().or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()));
    if !answers_to(app, asked.unwrap_or_default()) {
        // A page elsewhere whose name was pointed here must not read the record.
        return Err(Trouble::Forbidden(
            "This server goes by another name; start it with --host NAME.".into(),
        ));
    }
    let path = request.uri().path();
    let open = matches!(path, "/healthz" | "/readyz" | "/login") || path.starts_with("/assets/");
    let config = app.config();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if open || config.public_read && reads {
        return Ok(());
    }
    match &config.token {
        None if config.listen.ip().is_loopback() => Ok(()),
        // Read by everybody, changed by nobody.
        None => Err(Trouble::Forbidden(
            "Nothing can be changed here: the server was started without a token.".into(),
        )),
        Some(_) if given(headers).any(|token| app.is_token(&token)) => Ok(()),
        Some(_) => Err(Trouble::Unknown),
    }
}

/// Tokens that came with a request.
fn given(headers: &HeaderMap) -> impl Iterator<Item = String> {
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    let bearer = headers.get(header::AUTHORIZATION).and_then(text);
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ").map(|token| token.trim().to_owned()));
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(text);
    let cookies = cookies.flat_map(|all| all.split(';').map(str::to_owned).collect::<Vec<_>>());
    let cookie = cookies.filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name.trim() == COOKIE).then(|| value.trim().to_owned())
    });
    bearer.into_iter().chain(cookie.collect::<Vec<_>>())
}

fn bare(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    // More than one colon is an address without brackets.
    match host.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn answers_to(app: &App, host: &str) -> bool {
    let config = app.config();
    let name = bare(host).trim_end_matches('.').to_lowercase();
    if config.hosts.iter().any(|known| known.to_lowercase() == name) {
        return true;
    }
    match name.parse::<IpAddr>() {
        // A number cannot be pointed elsewhere; the loopback's is only ours if we listen there.
        Ok(address) => {
            let own = config.listen.ip();
            own.is_unspecified() || own == address || own.is_loopback() && address.is_loopback()
        }
        Err(_) => {
            name == "localhost" && (config.listen.ip().is_loopback() || config.listen.ip().is_unspecified())
        }
    }
}

/// Whether a form that changes something was sent by a page of ours: by what browsers say of where it came from, and by the
/// word that our pages carry.
///
/// # Errors
/// [`Trouble::Forbidden`] if it was not.
pub fn is_ours(app: &App, headers: &HeaderMap, word: Option<&str>) -> Result<(), Trouble> {
    let refused =
        |why: &str| Err(Trouble::Forbidden(format!("This was not sent by a page of this server: {why}.")));
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site"))
        && !matches!(site, "same-origin" | "none")
    {
        return refused("another site sent it");
    }
    let host = text(header::HOST).unwrap_or_default();
    let of = |address: &str| {
        address.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default().to_owned())
    };
    match text(header::ORIGIN).or_else(|| text(header::REFERER)) {
        Some(origin) if of(origin).as_deref() == Some(host) => {}
        Some(_) => return refused("it came from elsewhere"),
        None => return refused("it does not say where it came from"),
    }
    match word {
        Some(word) if word == app.word("forms") => Ok(()),
        _ => refused("the page is from before the server was started; open it again"),
    }
}

/// What every answer carries.
pub async fn cover(request: Request<Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        // Where a reader comes from is nobody's business; our own forms may say it.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("vary", "Cookie, Authorization, Accept-Encoding"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_empties_and_fills() {
        let clients = Clients::new(10);
        let (a, b): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let now = Instant::now();
        assert_eq!((0..100).filter(|_| clients.take(a, now).is_ok()).count(), 40);
        assert!(clients.take(b, now).is_ok());
        assert_eq!(clients.take(a, now), Err(Trouble::TooOften(1)));
        let later = now + Duration::from_secs(1);
        assert_eq!((0..100).filter(|_| clients.take(a, later).is_ok()).count(), 10);
    }

    #[test]
    fn one_network_of_the_long_kind_is_one_client() {
        let clients = Clients::new(1);
        let now = Instant::now();
        let of = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        assert_eq!((0..100).filter(|n| clients.take(of(*n), now).is_ok()).count(), 4);
    }

    #[test]
    fn a_host_is_its_name_without_the_port() {
        for (host, name) in
            [("a.b:80", "a.b"), ("[::1]:8700", "::1"), ("::1", "::1"), ("localhost", "localhost")]
        {
            assert_eq!(bare(host), name);
        }
    }
}
