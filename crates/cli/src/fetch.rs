//! Feeds asked for over HTTP, politely: the server is told what was read before and need not send it again (RFC 9110,
//! conditional requests), and it says itself when to come back (`Retry-After`, `Cache-Control: max-age`).

use crate::exit::Failure;
use dateline_store::Feed;
use jiff::Timestamp;
use std::time::Duration;
use ureq::ResponseExt as _;
use ureq::http::{HeaderMap, StatusCode, header};

/// Longest wait that a server is granted, and longest between two tries of a feed that fails.
pub const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Time for an answer, from the first byte sent to the last received.
const PATIENCE: Duration = Duration::from_secs(60);
const REDIRECTS: u32 = 5;

/// Asks for feeds.
pub struct Fetcher {
    agent: ureq::Agent,
    limit: usize,
}

/// What came of asking.
pub struct Answer {
    pub news: News,
    /// How long the server wants to be left alone.
    pub wait: Option<Duration>,
    /// Where it answered, if not where it was asked.
    pub elsewhere: Option<String>,
}

/// Whether there is something new.
pub enum News {
    /// The feed as it is now.
    Changed { body: Vec<u8>, etag: Option<String>, last_modified: Option<String> },
    /// As it was.
    Same,
    /// No feed.
    Failed(String),
    /// No feed, and the server says that there will be none.
    Gone,
}

impl Fetcher {
    /// Bodies of more than `limit` bytes, unpacked, are refused.
    pub fn new(limit: usize) -> Fetcher {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(REDIRECTS)
            .save_redirect_history(true)
            .http_status_as_error(false)
            .user_agent(format!("dateline/{} (feed reader)", dateline::VERSION))
            .accept("application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5");
        Fetcher { agent: config.build().new_agent(), limit }
    }

    /// Asks for what has changed since `feed` was read last.
    pub fn ask(&self, feed: &Feed) -> Answer {
        self.answer(feed).unwrap_or_else(|error| Answer {
            news: News::Failed(error.to_string()),
            wait: None,
            elsewhere: None,
        })
    }

    fn answer(&self, feed: &Feed) -> Result<Answer, ureq::Error> {
        let mut request = self.agent.get(&feed.url);
        for (name, value) in
            [(header::IF_NONE_MATCH, &feed.etag), (header::IF_MODIFIED_SINCE, &feed.last_modified)]
        {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let mut response = request.call()?;
        let status = response.status();
        let moved = response.get_redirect_history().is_some_and(|hops| hops.len() > 1);
        let elsewhere = moved.then(|| response.get_uri().to_string());
        let wait = wait(status, response.headers());
        let word = |name| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let (etag, last_modified) = (word(header::ETAG), word(header::LAST_MODIFIED));
        let news = match status {
            StatusCode::OK => {
                let body = response.body_mut().with_config().limit(self.limit as u64).read_to_vec();
                match body {
                    Ok(body) => News::Changed { body, etag, last_modified },
                    Err(ureq::Error::BodyExceedsLimit(_)) => {
                        News::Failed(format!("more than {} bytes (--max-page)", self.limit))
                    }
                    Err(error) => return Err(error),
                }
            }
            StatusCode::NOT_MODIFIED => News::Same,
            StatusCode::GONE => News::Gone,
            other => News::Failed(format!("the server answers {other}")),
        };
        Ok(Answer { news, wait, elsewhere })
    }
}

/// How long the server wants to be left alone.
fn wait(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let seconds = |digits: &str| digits.trim().parse().ok().map(Duration::from_secs);
    let retry = text(header::RETRY_AFTER).and_then(|after| seconds(after).or_else(|| until(after)));
    let fresh = || {
        let control = text(header::CACHE_CONTROL)?;
        control.split(',').find_map(|word| seconds(word.trim().strip_prefix("max-age=")?))
    };
    let answered = matches!(status, StatusCode::OK | StatusCode::NOT_MODIFIED);
    retry.or_else(|| answered.then(fresh).flatten()).map(|wait| wait.min(LONGEST))
}

/// From now to a date of HTTP.
fn until(date: &str) -> Option<Duration> {
    let then = jiff::fmt::rfc2822::parse(date.trim()).ok()?.timestamp();
    Duration::try_from(then.duration_since(Timestamp::now())).ok()
}

/// An address that can be asked, or why not.
pub fn checked(url: &str) -> Result<(), Failure> {
    let parsed: Result<ureq::http::Uri, _> = url.parse();
    match parsed {
        Ok(uri) if uri.host().is_some_and(|host| !host.is_empty()) => Ok(()),
        _ => Err(Failure::Usage(format!("{url}: this is no address of a feed"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(status: u16, headers: &[(header::HeaderName, &str)]) -> Option<u64> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        wait(StatusCode::from_u16(status).unwrap(), &headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn the_server_says_when_to_come_back() {
        use header::{CACHE_CONTROL, RETRY_AFTER};
        assert_eq!(asked(200, &[]), None);
        assert_eq!(asked(200, &[(CACHE_CONTROL, "public, max-age=600")]), Some(600));
        assert_eq!(asked(500, &[(CACHE_CONTROL, "max-age=600")]), None);
        assert_eq!(asked(503, &[(RETRY_AFTER, "120")]), Some(120));
        assert_eq!(asked(429, &[(RETRY_AFTER, "99999999")]), Some(LONGEST.as_secs()));
        assert_eq!(asked(503, &[(RETRY_AFTER, "Wed, 21 Oct 2015 07:28:00 GMT")]), None);
        assert_eq!(asked(503, &[(RETRY_AFTER, "soon")]), None);
    }

    #[test]
    fn addresses_have_a_host() {
        assert!(checked("https://example.org/feed.rss").is_ok());
        assert!(checked("https:///feed").is_err());
        assert!(checked("http://exa mple/").is_err());
    }
}
