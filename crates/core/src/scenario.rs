//! A scenario: a cluster, files and steps. The one format of lessons, links, the command line and the conformance
//! traces; here is what it says, its modules read, write and play it.
//!
//! ```yaml
//! title: A StatefulSet comes up in order
//! cluster: {nodes: [node-a, node-b], durations: {pull: 3000}}   # every field of `Config`; all may be left out
//! files:
//!   web.yaml: |
//!     …
//! steps:
//! - kubectl: apply -f web.yaml
//! - {at: 12s, kubectl: "scale sts web --replicas=5"}
//! - {after: 1.5s, node: node-b, to: down}
//! - marker: {name: Look, text: web-3 waits for web-2.}
//! ```
//!
//! Besides its steps a scenario may tell other `branches` of the same run: see [`Line`].
//!
//! A step happens `at` a time of the scenario, or `after` so much time since the step before it began; one that says
//! neither happens when the step before it has come to rest: its command has ended and nothing has changed for `calm`.

mod lines;
mod play;
mod read;
mod span;
mod write;

pub use lines::Line;
pub use play::{Cut, Played, Player};
pub use read::ScenarioError;

use crate::command::Command;
use crate::config::Config;
use crate::time::{Millis, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

/// For how long nothing must change until a step counts as finished, where a scenario does not say.
pub const CALM: Millis = Millis(1_600);

/// Reads a span of time as a scenario writes it: `12s`, `1m30s`, `250ms`.
pub fn parse_span(text: &str) -> Option<Millis> {
    span::of(&text.into())
}

/// The name of the file that a scenario's or a link's single manifest becomes.
pub const MANIFEST: &str = "manifest.yaml";

/// A cluster, files and what is done to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What it is called.
    pub title: Arc<str>,
    /// What it shows.
    pub about: Arc<str>,
    /// How the cluster is set up.
    pub config: Config,
    /// For how long nothing must change until a step counts as finished.
    pub calm: Millis,
    /// Files that commands may name, by name.
    pub files: BTreeMap<Arc<str>, Arc<str>>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// The branches, if there are several: one of them is what the steps tell.
    pub lines: Vec<Line>,
}

/// Something that is done, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub timing: Timing,
    /// What.
    pub action: Action,
    /// For how long nothing must change until it counts as finished, if not for the scenario's time.
    pub calm: Option<Millis>,
    /// The nodes to choose for the pods it leads to, by `namespace/name`.
    pub placed: Arc<BTreeMap<String, Vec<String>>>,
}

/// When a step happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// At an instant, or as soon after it as the steps before it have begun.
    At(Time),
    /// So long after the step before it began.
    After(Millis),
    /// When the step before it is finished.
    Calm,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A command.
    Do(Command),
    /// Time passes.
    Wait(Millis),
    /// Time passes until a node has a taint.
    WaitForTaint {
        /// The node.
        node: Arc<str>,
        /// The taint as kubectl writes it: `key:Effect` or `key=value:Effect`.
        taint: Arc<str>,
    },
    /// A name for this moment, and what there is to see.
    Marker {
        /// The name.
        name: Arc<str>,
        /// A sentence or two; may be empty.
        text: Arc<str>,
    },
}

/// A named moment of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// When.
    pub at: Time,
    /// Its name.
    pub name: Arc<str>,
    /// What there is to see; may be empty.
    pub text: Arc<str>,
}

impl Default for Scenario {
    /// An empty cluster in which nothing is done.
    fn default() -> Scenario {
        Scenario {
            title: "".into(),
            about: "".into(),
            config: Config::default(),
            calm: CALM,
            files: BTreeMap::new(),
            steps: Vec::new(),
            lines: Vec::new(),
        }
    }
}

impl Scenario {
    /// Reads a scenario, or a manifest, which becomes the scenario of applying it. YAML or JSON.
    ///
    /// # Errors
    /// When the text is too large, is not YAML, or says what a scenario cannot: with the field's path. A manifest is
    /// not looked into any further; applying it reports its errors as kubectl does.
    pub fn parse(text: &str) -> Result<Scenario, ScenarioError> {
        read::scenario(text)
    }

    /// The scenario of applying a manifest.
    pub fn of_manifest(manifest: &str) -> Scenario {
        let files = BTreeMap::from([(MANIFEST.into(), manifest.into())]);
        Scenario { files, steps: vec![read::apply_manifest()], ..Scenario::default() }
    }

    /// The scenario as data: its fields that are not the defaults.
    pub fn to_value(&self) -> serde_json::Value {
        write::scenario(self)
    }

    /// The scenario that repeats a run: its inputs, each at the time it was given.
    pub fn of_run(timeline: &crate::timeline::Timeline) -> Scenario {
        write::of_run(timeline)
    }

    /// The scenario that repeats a run as it was played, and then does what the played one had still in mind.
    pub fn of_player(player: &Player) -> Scenario {
        let mut scenario = write::of_run(player.timeline());
        (scenario.title, scenario.about) = (player.scenario().title.clone(), player.scenario().about.clone());
        scenario.steps.extend_from_slice(player.to_come());
        scenario
    }
}

impl Step {
    /// A step that happens when the one before it is finished.
    pub fn new(action: Action) -> Step {
        Step { timing: Timing::Calm, action, calm: None, placed: Arc::default() }
    }
}
