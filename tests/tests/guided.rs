//! The guided scenarios: each one plays, and at each of its markers the cluster is as its sentence says.

#[path = "guided/lesson.rs"]
mod lesson;
#[path = "guided/traps.rs"]
mod traps;
#[path = "guided/walkthroughs.rs"]
mod walkthroughs;

use lesson::Lesson;
use ordinal_core::Millis;
use ordinal_core::scenario::{Action, Timing};
use std::path::PathBuf;

/// For how long a marker stands at least before something is done: to read what it says.
const READING: Millis = Millis::seconds(1);

/// Every guided scenario as `traps/parallel`.
fn names() -> Vec<String> {
    let in_folder = |folder: &str| {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../web/scenarios").join(folder);
        let entries = std::fs::read_dir(path).expect("the folder is there");
        let stem =
            |entry: std::fs::DirEntry| entry.path().file_stem().map(|s| s.to_string_lossy().into_owned());
        let names = entries.filter_map(|entry| stem(entry.expect("readable")));
        names.map(|name| format!("{folder}/{name}")).collect::<Vec<_>>()
    };
    let mut names = [in_folder("walkthroughs"), in_folder("traps")].concat();
    names.sort();
    names
}

/// Whether a text is sentences: it ends with a full stop, has one line and is short.
fn is_prose(text: &str) -> bool {
    text.ends_with('.') && text.len() <= 300 && !text.contains("  ") && !text.contains('\n')
}

#[test]
fn every_lesson_says_what_it_is_and_has_a_few_markers_with_their_sentences() {
    for name in names() {
        let scenario = lesson::scenario(&name);
        assert!(!scenario.title.is_empty() && scenario.title.len() <= 40, "{name}: {}", scenario.title);
        assert!(is_prose(&scenario.about) && scenario.about.len() <= 110, "{name}: {}", scenario.about);
        let markers: Vec<_> = scenario
            .steps
            .iter()
            .filter_map(|step| match &step.action {
                Action::Marker { name, text } => Some((name.clone(), text.clone())),
                Action::Do(_) | Action::Wait(_) | Action::WaitForTaint { .. } => None,
            })
            .collect();
        assert!((4..=8).contains(&markers.len()), "{name} has {} markers", markers.len());
        for (at, (marker, text)) in markers.iter().enumerate() {
            assert!(marker.len() <= 40 && is_prose(text), "{name}: {marker}: {text}");
            assert!(!markers[..at].iter().any(|(before, _)| before == marker), "{name}: {marker} twice");
        }
    }
}

#[test]
fn nothing_is_done_before_a_marker_is_read() {
    for name in names() {
        let steps = lesson::scenario(&name).steps;
        for pair in steps.windows(2).filter(|pair| matches!(pair[0].action, Action::Marker { .. })) {
            let waits = matches!(pair[1].action, Action::Wait(_) | Action::WaitForTaint { .. })
                || matches!(pair[1].timing, Timing::After(span) if span >= READING)
                || matches!(pair[1].timing, Timing::At(_));
            assert!(waits, "{name}: {:?} comes right after {:?}", pair[1].action, pair[0].action);
        }
    }
}

#[test]
fn every_lesson_reaches_all_its_markers_and_its_commands_do_what_they_should() {
    for name in names() {
        let lesson = Lesson::play(&name);
        let wanted = lesson::scenario(&name).steps;
        let wanted = wanted.iter().filter(|step| matches!(step.action, Action::Marker { .. })).count();
        assert_eq!(lesson.markers.len(), wanted, "{name}");
        let failures = match name.as_str() {
            // A misspelt name, and a name that is gone from DNS: that is what they show.
            "walkthroughs/one-after-another" => vec![1],
            "walkthroughs/call-each-pod" => vec![6],
            _ => vec![],
        };
        assert_eq!(lesson.failures(), failures, "{name}:\n{}", lesson.terminal());
        assert!(
            lesson.markers.windows(2).all(|pair| pair[0].at < pair[1].at),
            "{name}: {:?}",
            lesson.markers
        );
    }
}
