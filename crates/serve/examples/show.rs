//! A server of one's own, in a few lines: `cargo run --release -p dateline-serve --example show -- war.db`.

use dateline_serve::{Agreements, Config, Server};
use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let record = std::env::args().nth(1).ok_or("name the record")?;
    let server = Server::new(Config {
        record: record.into(),
        listen: "127.0.0.1:8700".parse()?,
        token: None,
        public_read: false,
        hosts: vec![],
        rate: 0,
        limit: Duration::from_secs(20),
        agreements: Agreements::default(),
        borders: None,
        log: None,
        merge: None,
    })?;
    eprintln!("http://{}", server.address());
    Ok(server.run()?)
}
