//! A run in the moments that an animation shows: those in which something one sees changes, without the idle stretches.

use ordinal_core::command::written;
use ordinal_core::journal::{Entry, PodChange, Record};
use ordinal_core::scene::Scene;
use ordinal_core::{Command, Millis, Time, Timeline};
use ordinal_picture::{Drawing, Moment};

/// Changes that are nearer to each other than this are one moment: nobody could tell them apart.
const BLINK: Millis = Millis(60);
/// How long a moment is shown, in milliseconds of whoever watches: at least to be seen, at most for patience.
const SHORTEST: u64 = 450;
const LONGEST: u64 = 1_800;
/// How long the last moment is shown.
const REST: u32 = 3_000;
/// How many moments an animation has at most: each makes the file larger.
pub const MOST: usize = 300;

/// The moments of a run up to where it is, `speed` seconds of it in one of whoever watches. `draw` draws one of them;
/// `tells` says whether they have the command and the sentence above.
pub fn moments(
    timeline: &mut Timeline,
    speed: f64,
    tells: bool,
    mut draw: impl FnMut(&Timeline, &Scene) -> Drawing,
) -> Result<Vec<Moment>, String> {
    let times = times(timeline);
    if times.len() > MOST {
        let most = times[MOST - 1];
        return Err(format!(
            "too much happens for one animation: export a part of it, with --at {most} or earlier"
        ));
    }
    let ends = times.iter().skip(1).copied().map(Some).chain([None]);
    let show = |(at, end): (&Time, Option<Time>)| {
        timeline.seek(*at);
        let scene = Scene::of(timeline.cluster(), None);
        Moment {
            drawing: draw(timeline, &scene),
            millis: end.map_or(REST, |end| millis(end - *at, speed)),
            command: tells.then(|| command(timeline)).flatten(),
            decision: scene.decision.filter(|_| tells),
        }
    };
    Ok(times.iter().zip(ends).map(show).collect())
}

/// What an animation shows, for those who cannot see it: what is done, and how it ends.
pub fn description(timeline: &Timeline) -> String {
    let done = timeline.records().filter_map(|record| match &record.entry {
        Entry::Command { label, .. } => Some(&**label),
        _ => None,
    });
    let done: Vec<&str> = done.collect();
    let scene = Scene::of(timeline.cluster(), None);
    let end =
        scene.decision.map(|decision| format!(" At the end: {}", decision.sentence)).unwrap_or_default();
    format!("What happens after: {}.{end}", done.join("; "))
}

/// For how long a stretch of the run is shown.
fn millis(stretch: Millis, speed: f64) -> u32 {
    let real = (stretch.0 as f64 / speed) as u64;
    real.clamp(SHORTEST, LONGEST) as u32
}

/// The instants at which what one sees has just changed.
fn times(timeline: &Timeline) -> Vec<Time> {
    let mut times: Vec<Time> = vec![Time::ZERO];
    for record in timeline.records().filter(|record| shows(record)) {
        match times.last_mut() {
            Some(last) if record.at.since(*last) <= BLINK => *last = record.at,
            _ => times.push(record.at),
        }
    }
    times
}

fn shows(record: &Record) -> bool {
    match &record.entry {
        Entry::Command { .. } | Entry::Claim(..) | Entry::Volume(..) | Entry::NodeReady(..) => true,
        Entry::Replicas(..) | Entry::Decision(_) => true,
        Entry::Pod(_, change) => match change {
            PodChange::State(..) | PodChange::Created(_) | PodChange::Gone | PodChange::Owners(_) => true,
            PodChange::Bound(_) | PodChange::Phase(_) | PodChange::Ready(_) | PodChange::Deleting => false,
        },
        Entry::Revision(..) | Entry::Event(_) | Entry::Output { .. } | Entry::Exit { .. } => false,
        Entry::Notice(_) | Entry::Marker { .. } => false,
    }
}

/// Words as somebody would type them; those that no line gives, beside each other.
pub(crate) fn line(words: &[String]) -> String {
    written(words).unwrap_or_else(|| words.join(" "))
}

/// The last command that did something, or the last fault, as a terminal would have it.
fn command(timeline: &Timeline) -> Option<String> {
    let last = |record: &Record| match &record.entry {
        Entry::Command { label, fault } => Some((record.at, label.clone(), *fault)),
        _ => None,
    };
    let (at, label, fault) = timeline.records().rev().find_map(last)?;
    if fault {
        return Some(format!("# {label}"));
    }
    let is_it = |args: &[String]| {
        let line = args.join(" ");
        line == *label || line.strip_prefix("kubectl ") == Some(&label)
    };
    let run = |command: &Command| match command {
        Command::Run { args, .. } if is_it(args) => Some(format!("$ {}", line(args))),
        _ => None,
    };
    timeline.inputs().iter().filter(|input| input.at == at).find_map(|input| run(&input.command))
}
