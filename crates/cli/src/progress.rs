//! Progress bars: on a terminal only, and only when a run takes long.

use crate::Common;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// A run that takes longer shows its progress.
const LONG: Duration = Duration::from_secs(2);

/// Bytes read of so many; a spinner where nobody knows how many there are. It is hidden.
pub fn bytes(total: Option<u64>) -> ProgressBar {
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    bar.set_draw_target(ProgressDrawTarget::hidden());
    let template = if total.is_some() {
        "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left  {msg}"
    } else {
        "{spinner} {bytes} {bytes_per_sec}  {msg}"
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// Whether progress may be shown: nobody said no, and somebody looks.
pub fn is_wanted(common: &Common) -> bool {
    !common.quiet && !common.no_progress && std::io::stderr().is_terminal()
}

/// Shows a bar, if that is wanted, as soon as its run has taken long.
pub fn show_when_long(bar: &ProgressBar, wanted: bool) {
    if wanted && bar.is_hidden() && bar.elapsed() > LONG {
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
    }
}
