//! What is to be seen of a staircase: all of it, or a stretch that was zoomed in to, which follows the playhead.

use ordinal_core::time::{Millis, Time};

/// The right edge of the staircase, in seconds, while less than that has happened: it is moved on in leaps, so that
/// what is drawn stays where it is.
const EDGES: [u64; 12] = [20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900];
/// The shortest stretch that one can zoom in to.
const SHORTEST: u64 = 1_000;

/// The stretch of time that is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct View {
    /// Its first instant and its length; none for everything.
    stretch: Option<(Time, u64)>,
    /// Where the playhead was when it was looked at last.
    now: Time,
}

impl View {
    /// Whether only a part is seen.
    pub fn is_part(&self) -> bool {
        self.stretch.is_some()
    }

    /// The instants at the left and the right edge, for a run that was simulated until `end`. What is zoomed in to
    /// moves on when the playhead leaves it.
    pub fn edges(&mut self, now: Time, end: Time) -> (Time, Time) {
        let moved = std::mem::replace(&mut self.now, now) != now;
        let Some((from, length)) = self.stretch else { return (Time::ZERO, edge(end)) };
        let from = if moved && !(from.0..=from.0 + length).contains(&now.0) {
            // A fifth of what was is kept in sight, whichever way it goes.
            let before = if now < from { length * 4 / 5 } else { length / 5 };
            within(now.0.saturating_sub(before), length, end)
        } else {
            from
        };
        self.stretch = Some((from, length));
        (from, Time(from.0 + length))
    }

    /// Shows so many times less, with an instant where it is; more where `times` is below 1.
    pub fn zoom(&mut self, times: f64, at: Time, end: Time) {
        let (from, length) = self.stretch.unwrap_or((Time::ZERO, edge(end).0));
        let wanted = (length as f64 / times).round().max(SHORTEST as f64);
        if !(times > 0.0 && wanted < edge(end).0 as f64) {
            return self.fit();
        }
        let share = at.since(from).0 as f64 / length as f64;
        let from = at.0.saturating_sub((wanted * share.min(1.0)) as u64);
        self.stretch = Some((within(from, wanted as u64, end), wanted as u64));
    }

    /// Moves what is seen on by so many milliseconds, back where negative.
    pub fn pan(&mut self, millis: i64, end: Time) {
        if let Some((from, length)) = &mut self.stretch {
            *from = within(from.0.saturating_add_signed(millis), *length, end);
        }
    }

    /// Shows everything.
    pub fn fit(&mut self) {
        self.stretch = None;
    }
}

/// The first instant of a stretch, so that it does not reach beyond the chart.
fn within(from: u64, length: u64, end: Time) -> Time {
    Time(from.min(edge(end).0.saturating_sub(length)))
}

/// The right edge for a run of that length.
fn edge(end: Time) -> Time {
    let roomy = Time(end.0 + end.0 / 50);
    let edge = EDGES.iter().map(|seconds| Time::ZERO + Millis::seconds(*seconds)).find(|edge| *edge >= roomy);
    edge.unwrap_or_else(|| Time(roomy.0.next_multiple_of(300_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Time = Time(55_000);

    fn seen(view: &mut View, now: u64) -> (u64, u64) {
        let (from, to) = view.edges(Time(now), END);
        (from.0, to.0)
    }

    #[test]
    fn everything_is_seen_up_to_a_round_edge() {
        assert_eq!(seen(&mut View::default(), 0), (0, 60_000));
    }

    #[test]
    fn zooming_keeps_an_instant_where_it_is() {
        let mut view = View::default();
        view.zoom(2.0, Time(40_000), END);
        assert_eq!(seen(&mut view, 0), (20_000, 50_000));
        view.zoom(0.75, Time(40_000), END);
        assert_eq!(seen(&mut view, 0), (13_334, 53_334));
        view.zoom(0.1, Time(40_000), END);
        assert!(!view.is_part(), "everything is seen again");
        view.zoom(1e9, Time(40_000), END);
        assert_eq!(seen(&mut view, 0), (39_334, 40_334), "a second is the least");
    }

    #[test]
    fn panning_ends_at_the_edges() {
        let mut view = View::default();
        view.zoom(3.0, Time(30_000), END);
        view.pan(-5_000, END);
        assert_eq!(seen(&mut view, 0), (15_000, 35_000));
        view.pan(-50_000, END);
        assert_eq!(seen(&mut view, 0), (0, 20_000));
        view.pan(500_000, END);
        assert_eq!(seen(&mut view, 0), (40_000, 60_000));
    }

    #[test]
    fn a_part_follows_the_playhead_but_lets_itself_be_moved_away() {
        let mut view = View::default();
        view.zoom(6.0, Time(0), END);
        assert_eq!(seen(&mut view, 9_000), (0, 10_000));
        assert_eq!(seen(&mut view, 11_000), (9_000, 19_000));
        view.pan(20_000, END);
        assert_eq!(seen(&mut view, 11_000), (29_000, 39_000));
        assert_eq!(seen(&mut view, 11_500), (3_500, 13_500));
    }
}
