//! A record as pages and as an API.
