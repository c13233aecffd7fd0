//! `dateline watch`: feeds asked for again and again, and what is new in them added to a record.

use crate::adding::{Adding, AddingArgs, documents, plural};
use crate::exit::{Exit, Failure};
use crate::fetch::{self, Fetcher, LONGEST, News};
use crate::{Common, Outcome, input, stop};
use dateline_store::{Counts, Feed};
use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};

/// Nobody is asked more often.
const SHORTEST: Duration = Duration::from_secs(60);
/// How often it is seen whether somebody asked to stop.
const TICK: Duration = Duration::from_millis(200);

#[derive(clap::Args)]
#[command(
    after_help = "Feeds are RSS, Atom, JSON Feed, NewsML-G2 or NITF; what a feed itself holds is read, the pages it links to are not\n\
                  fetched. A server is asked for what changed since (ETag, Last-Modified), left alone for as long as it says\n\
                  (Retry-After, max-age), and after failures for twice as long each time, up to a day. With --once it suits cron."
)]
pub struct Args {
    /// Addresses of feeds (http, https); also files and folders, which are looked through again each time
    #[arg(required = true, value_name = "FEED")]
    feeds: Vec<String>,
    #[command(flatten)]
    adding: AddingArgs,
    /// How long to wait between two looks, a minute or more: 15m, 1h
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = every)]
    every: Duration,
    /// Look once and end
    #[arg(long)]
    once: bool,
}

fn every(words: &str) -> Result<Duration, String> {
    let time: SignedDuration = words.parse().map_err(|error| format!("{error}"))?;
    let time = Duration::try_from(time).map_err(|error| error.to_string())?;
    if time < SHORTEST {
        return Err("a minute is the shortest".into());
    }
    Ok(time)
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    args.feeds.iter().filter(|feed| is_address(feed)).try_for_each(|feed| fetch::checked(feed))?;
    let coder = args.adding.input.limits.coder(common.data.as_deref())?;
    let silent = Common { no_progress: true, ..common.clone() };
    let mut adding = Adding::new(&args.adding, false, &coder, &[], &silent)?;
    stop::listen()?;
    let fetcher = Fetcher::new(adding.options.max_page);
    let mut due: Vec<(&String, Option<Instant>)> =
        args.feeds.iter().map(|feed| (feed, Some(Instant::now()))).collect();
    let mut failed = 0;
    while !stop::stopped() {
        for (feed, at) in &mut due {
            if stop::stopped() || at.is_none_or(|at| at > Instant::now()) {
                continue;
            }
            let wait = look(feed, args.every, &fetcher, &mut adding, common)?;
            failed += usize::from(wait.failed);
            *at = wait.before.map(|wait| Instant::now() + wait);
        }
        if args.once || due.iter().all(|(_, at)| at.is_none()) {
            adding.summary(common)?;
            return match failed {
                0 if adding.counts.failed == 0 => Ok(Exit::Done),
                _ if failed == args.feeds.len() => Err(Failure::Missing("no feed could be read".into())),
                _ => Ok(Exit::SomeFailed),
            };
        }
        let next = due.iter().filter_map(|(_, at)| *at).min();
        while !stop::stopped() && next.is_some_and(|next| next > Instant::now()) {
            std::thread::sleep(TICK);
        }
    }
    adding.summary(common)?;
    Err(Failure::Interrupted)
}

fn is_address(feed: &str) -> bool {
    feed.starts_with("https://") || feed.starts_with("http://")
}

/// When to look again.
struct Wait {
    /// None for never.
    before: Option<Duration>,
    failed: bool,
}

fn look(
    feed: &str,
    every: Duration,
    fetcher: &Fetcher,
    adding: &mut Adding,
    common: &Common,
) -> Result<Wait, Failure> {
    let before = adding.counts;
    let wait = if is_address(feed) {
        ask(feed, every, fetcher, adding)?
    } else {
        let missing = adding.missing;
        for (file, trouble) in input::files(&[feed.to_owned()]) {
            adding.file(&file, trouble.as_deref())?;
        }
        Wait { before: Some(every), failed: adding.missing > missing }
    };
    let Counts { added, events, .. } = adding.counts;
    if !common.quiet && added > before.added {
        let (added, events) = (added - before.added, events - before.events);
        eprintln!(
            "{} {feed}: {} with {}",
            stamp(Timestamp::now()),
            documents(added),
            plural(events, "event")
        );
    }
    Ok(wait)
}

/// Asks one server, adds what is new, and keeps what it said.
fn ask(url: &str, every: Duration, fetcher: &Fetcher, adding: &mut Adding) -> Result<Wait, Failure> {
    let mut feed = adding.store.feed(url)?;
    let now = Timestamp::now();
    if let Some(left) = left_alone(&feed, now) {
        let until = feed.not_before.as_deref().unwrap_or_default();
        adding.progress.say(&format!("{url}: not asked before {until}"));
        return Ok(Wait { before: Some(left), failed: false });
    }
    let answer = fetcher.ask(&feed);
    let elsewhere = answer.elsewhere.map(|at| format!(", as {at} answers")).unwrap_or_default();
    feed.asked_at = Some(stamp(now));
    let gone = matches!(answer.news, News::Gone);
    let trouble = match answer.news {
        News::Same => None,
        News::Changed { body, etag, last_modified } => {
            let digest = Some(Feed::digest(&body));
            let same = feed.body_digest == digest;
            let reader = adding.from().or_else(|| dateline::read::sniffed(&body).filter(|r| r.is_feed()));
            match reader {
                Some(reader) => {
                    if !same {
                        adding.bytes(url, body, reader)?;
                    }
                    (feed.etag, feed.last_modified, feed.body_digest) = (etag, last_modified, digest);
                    None
                }
                None => Some("this is no feed; --from says what it is".to_owned()),
            }
        }
        News::Failed(message) => Some(message),
        News::Gone => Some("the server says that the feed is gone for good; not asked again".to_owned()),
    };
    feed.failures = if trouble.is_some() { feed.failures.saturating_add(1) } else { 0 };
    let mut wait = answer.wait;
    if trouble.is_some() {
        wait = Some(wait.unwrap_or_default().max(backoff(url, every, feed.failures)));
    }
    feed.not_before = wait.and_then(|wait| now.checked_add(wait).ok()).map(stamp);
    feed.message = trouble.map(|message| message + &elsewhere);
    let before = (!gone).then(|| wait.unwrap_or_default().max(every));
    if let Some(message) = &feed.message {
        let again = before.map(|wait| format!("; asked again in {} min", wait.as_secs().div_ceil(60)));
        adding.progress.say(&format!("{url}: {message}{}", again.unwrap_or_default()));
    }
    adding.store.keep_feed(&feed)?;
    Ok(Wait { before, failed: feed.message.is_some() })
}

/// How long a feed is still to be left alone. A time that lies further ahead than any wait was set by another clock.
fn left_alone(feed: &Feed, now: Timestamp) -> Option<Duration> {
    let until: Timestamp = feed.not_before.as_deref()?.parse().ok()?;
    let left = Duration::try_from(until.duration_since(now)).ok()?;
    (!left.is_zero() && left <= LONGEST + LONGEST / 10).then_some(left)
}

/// Twice as long after each failure in a row, up to a day, and up to a tenth more so that not all come back at once.
fn backoff(url: &str, every: Duration, failures: u32) -> Duration {
    let wait = every.saturating_mul(1 << failures.min(10)).min(LONGEST);
    let spread = url.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 1000;
    wait + wait / 10 * spread / 1000
}

fn stamp(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_day() {
        let minutes = |failures| backoff("", Duration::from_secs(900), failures).as_secs() / 60;
        assert_eq!([1, 2, 3, 20, u32::MAX].map(minutes), [30, 60, 120, 1440, 1440]);
        let other = backoff("https://example.org/feed", Duration::from_secs(900), 1);
        assert!(other > Duration::from_secs(1800) && other <= Duration::from_secs(1980), "{other:?}");
    }

    #[test]
    fn a_clock_that_jumped_does_not_keep_a_feed_waiting() {
        let now: Timestamp = "2024-05-03T12:00:00Z".parse().unwrap();
        let feed = |until: &str| Feed { not_before: Some(until.to_owned()), ..Feed::default() };
        assert_eq!(left_alone(&feed("2024-05-03T12:10:00Z"), now), Some(Duration::from_secs(600)));
        assert_eq!(left_alone(&feed("2024-05-03T11:00:00Z"), now), None);
        assert_eq!(left_alone(&feed("2031-01-01T00:00:00Z"), now), None);
        assert_eq!(left_alone(&Feed::default(), now), None);
    }

    #[test]
    fn a_minute_is_the_shortest_wait() {
        assert_eq!(every("90s"), Ok(Duration::from_secs(90)));
        assert!(every("10s").is_err() && every("-1h").is_err() && every("often").is_err());
    }
}
