//! Every way that a small world can go: from a set of two or three pods, all orders of a few commands and faults, at every
//! point between the steps of the controllers, with the laws checked in every state.
//!
//! `EXPLORE_COMMANDS` says how many commands are given in a row (2), and `EXPLORE_WORLDS=all` takes every world and
//! every command; without it a few of each, so that a debug build is done in seconds. States are compared by what they
//! can still lead to: two that differ only in names, numbers and how long ago things happened are one.

#[path = "explore/canon.rs"]
mod canon;

use ordinal_core::command::{NodeFault, PodReport};
use ordinal_core::object::Kind;
use ordinal_core::{Cluster, Millis, Time};
use ordinal_tests::laws::acts::{self, Act, Policy, Setting};
use ordinal_tests::laws::watch::{self, Known};
use std::collections::BTreeSet;
use std::env;
use std::sync::Arc;

/// What becomes of a world is followed for so long after the last command.
const HORIZON: Millis = Millis::seconds(90);

/// What may be done. The first are those of the short run.
const ACTS: [Act; 18] = [
    Act::Scale(0),
    Act::DeletePod(0),
    Act::SetImage(1),
    Act::Report(1, PodReport::NotReady),
    Act::DeleteSet { orphan: false },
    Act::ForcePod(1),
    Act::Scale(3),
    Act::DeleteClaim(1),
    Act::KeepClaims(false),
    Act::Node(0, NodeFault::Down),
    Act::Node(0, NodeFault::Up),
    Act::DeleteSet { orphan: true },
    Act::DeleteForeground,
    Act::Apply,
    Act::Report(0, PodReport::CrashLoop),
    Act::Report(0, PodReport::Failed),
    Act::Report(1, PodReport::Released),
    Act::SetPartition(1),
];

/// A state of a world: the cluster, what its laws know of its past, and what was done.
#[derive(Clone)]
struct State {
    cluster: Cluster,
    known: Known,
    done: Option<Arc<Done>>,
    commands: usize,
    last: Time,
}

/// What was done, last first, and after how many steps.
struct Done {
    act: Act,
    before: Option<Arc<Done>>,
}

fn path(done: Option<&Arc<Done>>) -> Vec<Act> {
    let mut acts = Vec::new();
    let mut at = done;
    while let Some(done) = at {
        acts.push(done.act);
        at = done.before.as_ref();
    }
    acts.reverse();
    acts
}

/// How far a search goes.
struct Search {
    policy: Policy,
    acts: Vec<Act>,
    commands: usize,
    seen: BTreeSet<u128>,
    states: usize,
    steps: usize,
}

impl Search {
    fn new(policy: Policy, acts: &[Act], commands: usize) -> Search {
        Search { policy, acts: acts.to_vec(), commands, seen: BTreeSet::new(), states: 0, steps: 0 }
    }

    /// Follows a state to all that it can become.
    fn run(&mut self, start: State) {
        let mut open = vec![start];
        while let Some(state) = open.pop() {
            self.states += 1;
            if state.commands < self.commands {
                let next = self.acts.clone().into_iter().map(|act| self.give(&state, act));
                let next: Vec<State> = next.collect();
                open.extend(next.into_iter().filter(|state| self.is_new(state)));
            }
            open.extend(self.step(state).filter(|state| self.is_new(state)));
        }
    }

    fn give(&mut self, state: &State, act: Act) -> State {
        let mut next = state.clone();
        next.cluster.apply(&acts::command(act));
        next.commands += 1;
        next.last = next.cluster.now();
        next.done = Some(Arc::new(Done { act, before: state.done.clone() }));
        self.check(&mut next);
        next
    }

    /// Lets the controllers and kubelets go on until an object has changed: between such steps there is nothing that a
    /// command could meet.
    fn step(&mut self, mut state: State) -> Option<State> {
        let by = state.last + HORIZON;
        let before = state.cluster.store().resource_version();
        while state.cluster.step(by) {
            self.steps += 1;
            if state.cluster.store().resource_version() != before {
                self.check(&mut state);
                return Some(state);
            }
        }
        None
    }

    fn is_new(&mut self, state: &State) -> bool {
        let left = self.commands - state.commands;
        self.seen.insert(canon::fingerprint(
            &format!("{left} {:?} {:?}", state.known, state.cluster),
            state.cluster.now(),
        ))
    }

    /// Holds the laws against what has happened since the last look, and against how things are.
    fn check(&self, state: &mut State) {
        let records = state.cluster.take_journal();
        let mut broken = watch::broken_by(&mut state.known, &records, self.policy == Policy::OrderedReady);
        for pod in state.cluster.store().list(Kind::Pod, None) {
            let claims =
                pod.pod().map(|pod| pod.claims.iter().map(|volume| volume.claim.to_string()).collect());
            if claims != Some(vec![format!("data-{}", pod.meta.name)]) {
                broken.push(format!("{} has not the claims of its ordinal", pod.meta.name));
            }
        }
        assert_eq!(broken, Vec::<String>::new(), "{:?}: {:?}", self.policy, path(state.done.as_ref()));
    }
}

/// A set whose pods are all Ready, in a cluster that no one has touched since.
fn start(policy: Policy, replicas: u8) -> State {
    let timeline = acts::play(Setting { policy, ..Setting::ORDERED }, &[(0, Act::Scale(replicas))]);
    let mut cluster = timeline.cluster().clone();
    let mut known = Known::default();
    let broken = watch::broken_by(&mut known, timeline.all_records(), policy == Policy::OrderedReady);
    assert_eq!(broken, Vec::<String>::new());
    cluster.take_journal();
    let last = cluster.now();
    State { cluster, known, done: None, commands: 0, last }
}

/// How far to go: what the environment says.
#[expect(clippy::disallowed_methods, reason = "how far a test goes is no input of the model")]
fn asked(name: &str) -> Option<String> {
    env::var(name).ok()
}

#[test]
fn the_laws_hold_in_every_state_of_small_worlds() {
    let all = asked("EXPLORE_WORLDS").is_some_and(|worlds| worlds == "all");
    let commands = asked("EXPLORE_COMMANDS").and_then(|number| number.parse().ok()).unwrap_or(2);
    let worlds: &[(Policy, u8)] = if all {
        &[(Policy::OrderedReady, 2), (Policy::Parallel, 2), (Policy::OrderedReady, 3)]
    } else {
        &[(Policy::OrderedReady, 2)]
    };
    let acts = if all { &ACTS[..] } else { &ACTS[..6] };
    for (policy, replicas) in worlds {
        let mut search = Search::new(*policy, acts, commands);
        search.run(start(*policy, *replicas));
        let (count, states, steps) = (acts.len(), search.states, search.steps);
        println!(
            "{policy:?}, {replicas} replicas, {commands} of {count} acts: {states} states, {steps} steps"
        );
        assert!(states > 50, "the world was gone through: {states} states");
    }
}
