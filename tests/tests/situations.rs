//! Situations that no recording shows: what the model does in each, held against what is written down. Where the
//! truth is known from, each fixture says itself.

use expect_test::expect_file;
use ordinal_cli::conform::observe::{Observed, Observer};
use ordinal_cli::conform::trace::Trace;
use ordinal_core::scenario::{Played, Player};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("situations")
}

fn fixtures() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("tests/situations is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "yaml"));
    paths.sort();
    paths
}

/// What became of a situation, step by step, in the words of a recording.
fn transcript(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a fixture is readable");
    let trace = Trace::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut player, mut observer) = (Player::new(trace.scenario), Observer::default());
    let mut transcript = String::new();
    for step in &trace.steps {
        let Some(Played { records, process, .. }) = player.step() else { break };
        let timeline = player.timeline();
        let observed =
            observer.observe(timeline.records().after(records), process, timeline.cluster().store());
        transcript += &format!("\n# {}\n{}", step.title().trim(), lines(&observed));
    }
    transcript.trim_start().to_owned()
}

fn lines(observed: &Observed) -> String {
    let parts = [
        ("", &observed.out),
        ("error: ", &observed.err),
        ("pod: ", &observed.pods),
        ("claim: ", &observed.claims),
        ("volume: ", &observed.volumes),
        ("revision: ", &observed.revisions),
        ("event: ", &observed.events),
    ];
    let of = |(label, lines): (&str, &Vec<String>)| {
        lines.iter().map(|line| format!("{label}{line}\n")).collect::<String>()
    };
    parts.into_iter().map(of).collect()
}

/// UPDATE_EXPECT=1 writes the transcripts again.
#[test]
fn every_situation_goes_as_written_down() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 25, "the fixtures are there: {}", fixtures.len());
    for path in fixtures {
        expect_file![path.with_extension("txt")].assert_eq(&transcript(&path));
    }
}
