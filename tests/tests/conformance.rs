//! The model against recordings of a real control plane: what must be whole is, and what is not yet is written down.

use expect_test::expect_file;
use ordinal_cli::conform::trace::Trace;
use ordinal_cli::conform::{Totals, check};
use ordinal_core::object::Kind;
use ordinal_core::scenario::Player;
use ordinal_tests::traces_folder;
use std::fs;

/// Traces whose behaviour must be as recorded, whatever else is still to come.
const MUST_BE_WHOLE: [&str; 14] = [
    "ordered-create",
    "ordered-create-predecessor-fails",
    "scale-down-reverse",
    "scale-down-unhealthy-low",
    "scale-down-unhealthy-top",
    "scale-to-zero-and-back",
    "scale-up-during-scale-down",
    "recreate-set",
    "two-claim-templates",
    "no-claims",
    "delete-several-pods",
    "seed-000-httpd",
    "seed-001-lab18",
    "seed-003-webapp",
];

fn read(name: &str) -> Trace {
    let path = traces_folder().join(format!("{name}.json"));
    Trace::parse(&fs::read_to_string(path).expect("the trace is there")).expect("a trace is a scenario")
}

fn names() -> Vec<String> {
    ordinal_tests::traces().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn what_must_be_whole_is_whole() {
    let verdicts = MUST_BE_WHOLE.map(|name| check(&read(name)));
    let differing = verdicts.iter().filter(|verdict| !verdict.behaves());
    let text: String = differing.map(|verdict| format!("{}\n{}", verdict.name, verdict.details())).collect();
    assert_eq!(text, "");
}

/// Every trace with what differs, so that a change for the better or the worse is a line in a commit.
/// UPDATE_EXPECT=1 writes the file again.
#[test]
fn every_trace_stands_as_written_down() {
    let (mut totals, mut text) = (Totals::default(), String::new());
    for name in names() {
        let verdict = check(&read(&name));
        totals.add(&verdict);
        let behaviour = if verdict.behaves() { "whole" } else { "differs" };
        let commands = verdict.commands;
        text += &format!("{name}: behaviour {behaviour}, kubectl {}/{}\n", commands.good, commands.all);
    }
    expect_file!["../conformance.txt"].assert_eq(&format!("{text}{totals}\n"));
}

/// A sync cannot end without a decision; so whatever has been synced has one, with a sentence and a rule's page.
#[test]
fn every_workload_of_every_trace_has_a_decision() {
    let mut decided = 0;
    for name in names() {
        let mut player = Player::new(read(&name).scenario);
        while let Some(step) = player.step() {
            let cluster = player.timeline().cluster();
            let workloads =
                [Kind::StatefulSet, Kind::Deployment].map(|kind| cluster.store().list(kind, None));
            for workload in workloads.into_iter().flatten() {
                let decision = cluster.decision(&workload.key());
                let decision =
                    decision.unwrap_or_else(|| panic!("{name} step {}: {}", step.index, workload.key()));
                assert_ne!(decision.sentence(), "");
                assert!(decision.verdict.rule().link().starts_with("https://kubernetes.io/docs/"));
                decided += 1;
            }
        }
    }
    assert!(decided > 600, "there are workloads in the traces: {decided}");
}
