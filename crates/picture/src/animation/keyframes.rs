//! When the parts of an animation are shown and where they are, as CSS: equal keyframes are written once.

use super::FADE;
use super::merge::Part;
use crate::px::Px;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How long a part takes to its next place, in milliseconds.
const WAY: u32 = 420;

/// When each moment begins, and when the last is over, in milliseconds.
pub(super) struct Schedule {
    begins: Vec<u32>,
    end: u32,
}

impl Schedule {
    /// Of moments that take so long, one after the other.
    pub fn new(millis: impl Iterator<Item = u32>) -> Schedule {
        let mut end = 0;
        let begins = millis.map(|length| {
            end += length.max(1);
            end - length.max(1)
        });
        Schedule { begins: begins.collect(), end }
    }

    /// When something that takes so long from the begin of a moment is done: before the next moment begins.
    fn after(&self, moment: usize, millis: u32) -> u32 {
        let next = self.begins.get(moment + 1).copied().unwrap_or(self.end);
        (self.begins[moment] + millis).min(next - 1)
    }

    /// A time as a share of the whole.
    fn share(&self, millis: u32) -> String {
        percent(self.hundredths(millis))
    }

    /// The share right after that of a time: two keyframes of one share would be one.
    fn share_after(&self, millis: u32) -> String {
        percent(self.hundredths(millis) + 1)
    }

    /// A time in hundredths of a per cent of the whole.
    fn hundredths(&self, millis: u32) -> u64 {
        u64::from(millis) * 10_000 / u64::from(self.end.max(1))
    }
}

/// Hundredths of a per cent as CSS has them.
fn percent(hundredths: u64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// The keyframes that were needed so far.
pub(super) struct Keyframes<'a> {
    schedule: &'a Schedule,
    /// The names of keyframes by what is in them.
    names: BTreeMap<String, usize>,
    /// The names of classes by which keyframes they have, and whether they are hidden at the end.
    classes: BTreeMap<(Option<usize>, Option<usize>, bool), usize>,
}

impl Keyframes<'_> {
    pub fn new(schedule: &Schedule) -> Keyframes<'_> {
        Keyframes { schedule, names: BTreeMap::new(), classes: BTreeMap::new() }
    }

    /// The class of a part that comes, goes or moves; empty for one that does neither.
    pub fn class(&mut self, part: &Part, around: &[bool]) -> String {
        let shown = filled(around.len(), |at| around[at].then_some(part.shown[at]));
        let places = filled(around.len(), |at| part.places[at]);
        let coming = shown.as_deref().and_then(|shown| fades(self.schedule, shown));
        let moving = places.as_deref().and_then(|places| ways(self.schedule, places));
        let hidden = shown.and_then(|shown| shown.last().copied()) == Some(false);
        let id = (coming.map(|body| self.name(body)), moving.map(|body| self.name(body)), hidden);
        if id == (None, None, false) {
            return String::new();
        }
        let next = self.classes.len();
        format!("a{}", self.classes.entry(id).or_insert(next))
    }

    fn name(&mut self, body: String) -> usize {
        let next = self.names.len();
        *self.names.entry(body).or_insert(next)
    }

    /// The style sheet: what the classes do, and how the whole begins again.
    pub fn style(&self) -> String {
        let seconds = f64::from(self.schedule.end) / 1000.0;
        let mut out = String::new();
        for (name, body) in self.names.iter().map(|(body, name)| (name, body)) {
            let _ = write!(out, "@keyframes k{name}{{{body}}}");
        }
        for ((coming, moving, hidden), class) in &self.classes {
            let run = |name: &usize| format!("k{name} {seconds}s linear infinite");
            let runs: Vec<String> = [coming, moving].into_iter().flatten().map(run).collect();
            let hide = if *hidden { "opacity:0;" } else { "" };
            let _ = write!(out, ".a{class}{{{hide}animation:{}}}", runs.join(","));
        }
        let (full, last) =
            (self.schedule.share(FADE), self.schedule.share(self.schedule.end.saturating_sub(FADE)));
        let _ = write!(out, "@keyframes again{{0%,to{{opacity:0}}{full},{last}{{opacity:1}}}}");
        // Without motion the style sheet of all drawings stops everything: what is seen last stands.
        let _ = write!(out, "svg.drawing>g{{animation:again {seconds}s linear infinite}}");
        out
    }
}

/// A value for every moment: those that have none keep the one before, the first ones have the one after.
fn filled<T: Copy>(moments: usize, value: impl Fn(usize) -> Option<T>) -> Option<Vec<T>> {
    let mut now = (0..moments).find_map(&value)?;
    let keep = |at| {
        now = value(at).unwrap_or(now);
        now
    };
    Some((0..moments).map(keep).collect())
}

/// Comes and goes as the moments say; nothing for what is always there. What comes is faded in over what goes, which
/// stays until then: between the two one never sees through.
fn fades(schedule: &Schedule, shown: &[bool]) -> Option<String> {
    let changes: Vec<usize> = (1..shown.len()).filter(|at| shown[*at] != shown[at - 1]).collect();
    if changes.is_empty() {
        return None;
    }
    let opacity = |shown: bool| u8::from(shown);
    let mut out = format!("0%{{opacity:{}}}", opacity(shown[0]));
    for at in changes {
        let (begin, done) = (schedule.begins[at], schedule.after(at, FADE));
        let (hold, then) = match shown[at] {
            true => (schedule.share(begin), schedule.share(done)),
            false => (schedule.share(done), schedule.share_after(done)),
        };
        let _ =
            write!(out, "{hold}{{opacity:{}}}{then}{{opacity:{}}}", opacity(!shown[at]), opacity(shown[at]));
    }
    let _ = write!(out, "to{{opacity:{}}}", opacity(*shown.last()?));
    Some(out)
}

/// Moves as the moments say; nothing for what stays where it is.
fn ways(schedule: &Schedule, places: &[(Px, Px)]) -> Option<String> {
    let changes: Vec<usize> = (1..places.len()).filter(|at| places[*at] != places[at - 1]).collect();
    if changes.is_empty() {
        return None;
    }
    let to = |(x, y): (Px, Px)| format!("transform:translate({}px,{}px)", x.get(), y.get());
    let mut out = format!("0%{{{}}}", to(places[0]));
    for at in changes {
        let (begin, done) = (schedule.share(schedule.begins[at]), schedule.share(schedule.after(at, WAY)));
        let ease = "animation-timing-function:var(--in-out)";
        let _ = write!(out, "{begin}{{{};{ease}}}{done}{{{}}}", to(places[at - 1]), to(places[at]));
    }
    let _ = write!(out, "to{{{}}}", to(*places.last()?));
    Some(out)
}
