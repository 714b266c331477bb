//! A run as a person reads it: times, commands and their output, what controllers decide, what becomes of pods.

use ordinal_core::Time;
use ordinal_core::command::{self, Command};
use ordinal_core::journal::{ClaimChange, Entry, PodChange, Record, RevisionChange, VolumeChange};
use ordinal_core::object::{Key, Kind};
use ordinal_core::process::ProcessId;
use ordinal_core::scene::PodState;
use ordinal_core::timeline::Input;
use std::collections::BTreeSet;

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What somebody wants to follow.
    Story,
    /// Also volumes, revisions, API Events and what every controller decides.
    All,
}

/// What a line is about; a terminal gives each its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Somebody types a command.
    Command,
    /// What a command wrote.
    Output,
    /// What it wrote to standard error, and that it failed.
    Error,
    /// A fault, or what came of one.
    Bad,
    /// A controller decides.
    Decision,
    /// Something has become good.
    Good,
    /// Something is on its way.
    Moving,
    /// Something is gone, or of little interest.
    Quiet,
}

/// A line of the story.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When.
    pub at: Time,
    /// What it is about.
    pub tone: Tone,
    /// Whom it is about; empty for commands and their output.
    pub subject: String,
    /// What happened.
    pub text: String,
    /// The rule of a decision.
    pub rule: Option<&'static str>,
}

/// Tells a run.
#[derive(Debug)]
pub struct Narrator {
    detail: Detail,
    commands: Vec<String>,
    told: BTreeSet<usize>,
}

impl Narrator {
    /// A narrator of a run with these inputs.
    pub fn new(inputs: &[Input], detail: Detail) -> Narrator {
        let command = |input: &Input| match &*input.command {
            Command::Run { args, .. } => Some(command::written(args).unwrap_or_else(|| args.join(" "))),
            _ => None,
        };
        Narrator { detail, commands: inputs.iter().filter_map(command).collect(), told: BTreeSet::new() }
    }

    /// The lines that a record makes.
    pub fn tell(&mut self, record: &Record) -> Vec<Line> {
        let line = |tone, subject: &str, text: String| Line {
            at: record.at,
            tone,
            subject: subject.into(),
            text,
            rule: None,
        };
        match &record.entry {
            Entry::Command { label, fault: true } => vec![line(Tone::Bad, "", format!("! {label}"))],
            Entry::Command { label, fault: false } => self.typed(record.at, self.command_of(label)),
            Entry::Output { process, error, text } => {
                let mut lines = self.typed(record.at, self.index(*process));
                let tone = if *error { Tone::Error } else { Tone::Output };
                lines.extend(text.lines().map(|text| line(tone, "", text.into())));
                lines
            }
            Entry::Exit { process, code } => {
                let mut lines = self.typed(record.at, self.index(*process));
                lines.extend((*code != 0).then(|| line(Tone::Error, "", format!("exit code {code}"))));
                lines
            }
            Entry::Decision(decision) if self.tells_decisions_of(decision.about.kind) => {
                let mut line = line(Tone::Decision, &name(&decision.about), decision.sentence());
                line.rule = Some(decision.verdict.rule().name());
                vec![line]
            }
            Entry::Marker { name, text } => vec![line(Tone::Quiet, "", told(name, text))],
            Entry::Notice(text) => vec![line(Tone::Quiet, "", text.to_string())],
            entry => {
                self.change(entry).map(|(key, tone, text)| line(tone, &name(key), text)).into_iter().collect()
            }
        }
    }

    /// What became of an object, if it is told.
    fn change<'a>(&self, entry: &'a Entry) -> Option<(&'a Key, Tone, String)> {
        match entry {
            Entry::Pod(key, change) => pod(change).map(|(tone, text)| (key, tone, text)),
            Entry::Claim(key, change) => claim(change).map(|(tone, text)| (key, tone, text)),
            Entry::NodeReady(key, true) => Some((key, Tone::Good, "is Ready".into())),
            Entry::NodeReady(key, false) => Some((key, Tone::Bad, "is NotReady".into())),
            Entry::Replicas(key, count) => Some((key, Tone::Moving, format!("wants {count} replicas"))),
            Entry::Event(event) if event.warning || self.detail == Detail::All => {
                let tone = if event.warning { Tone::Bad } else { Tone::Quiet };
                Some((&event.about, tone, format!("{}: {}", event.reason, event.message)))
            }
            Entry::Volume(key, change) if self.detail == Detail::All => {
                Some((key, Tone::Quiet, volume(*change)))
            }
            Entry::Revision(key, change) if self.detail == Detail::All => {
                Some((key, Tone::Quiet, revision(change)))
            }
            Entry::Event(_) | Entry::Volume(..) | Entry::Revision(..) | Entry::Decision(_) => None,
            Entry::Command { .. } | Entry::Marker { .. } | Entry::Output { .. } => None,
            Entry::Exit { .. } | Entry::Notice(_) => None,
        }
    }

    fn tells_decisions_of(&self, kind: Kind) -> bool {
        matches!(kind, Kind::StatefulSet | Kind::Deployment) || self.detail == Detail::All
    }

    fn index(&self, process: ProcessId) -> Option<usize> {
        usize::try_from(process.0).ok()?.checked_sub(1)
    }

    /// The first command not told yet that a mark is about.
    fn command_of(&self, label: &str) -> Option<usize> {
        let is_it = |(index, line): &(usize, &String)| {
            !self.told.contains(index) && (line.strip_prefix("kubectl ") == Some(label) || *line == label)
        };
        self.commands.iter().enumerate().find(is_it).map(|(index, _)| index)
    }

    /// The line of a command, the first time it is told.
    fn typed(&mut self, at: Time, index: Option<usize>) -> Vec<Line> {
        let command =
            index.filter(|index| self.told.insert(*index)).and_then(|index| self.commands.get(index));
        let line = |text: &String| Line {
            at,
            tone: Tone::Command,
            subject: String::new(),
            text: format!("$ {text}"),
            rule: None,
        };
        command.map(line).into_iter().collect()
    }
}

/// A named moment in words.
fn told(name: &str, text: &str) -> String {
    if text.is_empty() { name.into() } else { format!("{name}: {text}") }
}

/// An object's name, with its namespace where that is not `default`.
fn name(key: &Key) -> String {
    crate::conform::state::name(&key.namespace, &key.name)
}

fn pod(change: &PodChange) -> Option<(Tone, String)> {
    Some(match change {
        PodChange::Bound(node) => (Tone::Moving, format!("goes to {node}")),
        PodChange::Gone => (Tone::Quiet, "is gone".into()),
        PodChange::State(state, _) => (tone(*state), word(*state).into()),
        PodChange::Created(_) | PodChange::Phase(_) | PodChange::Ready(_) => return None,
        PodChange::Deleting | PodChange::Owners(_) => return None,
    })
}

fn tone(state: PodState) -> Tone {
    match state {
        PodState::Ready | PodState::Completed => Tone::Good,
        PodState::Pending | PodState::ContainerCreating | PodState::Running | PodState::Terminating => {
            Tone::Moving
        }
        PodState::CrashLoopBackOff | PodState::ImagePullBackOff | PodState::Failed => Tone::Bad,
    }
}

fn word(state: PodState) -> &'static str {
    match state {
        PodState::Pending => "Pending",
        PodState::ContainerCreating => "ContainerCreating",
        PodState::Running => "Running",
        PodState::Ready => "Running and Ready",
        PodState::Terminating => "Terminating",
        PodState::CrashLoopBackOff => "CrashLoopBackOff",
        PodState::ImagePullBackOff => "ImagePullBackOff",
        PodState::Failed => "Failed",
        PodState::Completed => "Completed",
    }
}

fn claim(change: &ClaimChange) -> Option<(Tone, String)> {
    Some(match change {
        ClaimChange::Created { .. } => (Tone::Moving, "is claimed".into()),
        ClaimChange::Phase(phase) => (Tone::Good, phase.name().into()),
        ClaimChange::Deleting => (Tone::Moving, "Terminating".into()),
        ClaimChange::Gone => (Tone::Quiet, "is gone".into()),
        ClaimChange::Owners(_) => return None,
    })
}

fn volume(change: VolumeChange) -> String {
    match change {
        VolumeChange::Created(_) => "is made".into(),
        VolumeChange::Phase(phase) => phase.name().into(),
        VolumeChange::Deleting => "Terminating".into(),
        VolumeChange::Gone => "is gone".into(),
    }
}

fn revision(change: &RevisionChange) -> String {
    match change {
        RevisionChange::Created(number) => format!("is kept as revision {number}"),
        RevisionChange::Changed(number, _) => format!("is revision {number} now"),
        RevisionChange::Gone => "is gone".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paint::Painter;
    use expect_test::expect;
    use ordinal_core::scenario::{Player, Scenario};

    /// A set whose one pod comes up and is asked for in the wrong place.
    const SCENARIO: &str = r#"
cluster: {nodes: [node-a]}
files:
  web.yaml: |
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: web}
    spec:
      serviceName: web
      replicas: 1
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: nginx, image: "nginx:1.25"}]}
steps:
- kubectl: apply -f web.yaml
- kubectl: get pods -n elsewhere
- kubectl: delete pod web-7
- {pod: web-0, to: crashloop}
"#;

    fn story(text: &str, detail: Detail) -> String {
        let mut player = Player::new(Scenario::parse(text).unwrap());
        while player.step().is_some() {}
        let timeline = player.into_timeline();
        let mut narrator = Narrator::new(timeline.inputs(), detail);
        let lines: Vec<Line> = timeline.records().flat_map(|record| narrator.tell(record)).collect();
        let mut out = Vec::new();
        let painter = Painter::new(false, &lines);
        lines.iter().for_each(|line| painter.write(&mut out, line).unwrap());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_run_is_told_with_its_commands_decisions_and_pods() {
        // A head of its own, because a fixture in which every line begins with blanks would lose them.
        expect![[r#"
            run
               0.000s  $ kubectl apply -f web.yaml
                       statefulset.apps/web created
               0.000s  web    wants 1 replicas
               0.002s  web    Creates web-0.  [OrderedReady]
               0.002s  web-0  Pending
               0.004s  web    Waits for web-0 to be Running and Ready.  [OrderedReady]
               0.012s  web-0  goes to node-a
               0.012s  web-0  ContainerCreating
               2.032s  web-0  Running and Ready
               2.034s  web    web is as asked.  [OrderedReady]
               3.634s  $ kubectl get pods -n elsewhere
                       No resources found in elsewhere namespace.
               3.734s  $ kubectl delete pod web-7
                       Error from server (NotFound): pods "web-7" not found
                       exit code 1
               5.334s  ! web-0 crashes
               5.334s  web-0  Running
               5.336s  web    Waits for web-0 to be Running and Ready.  [OrderedReady]
               5.974s  web-0  BackOff: Back-off restarting failed container nginx in pod web-0_default(3462d848-f53a-4b6d-aeaf-52febe706064)
               5.974s  web-0  CrashLoopBackOff
        "#]]
        .assert_eq(&format!("run\n{}", story(SCENARIO, Detail::Story)));
    }

    #[test]
    fn what_would_steer_the_terminal_is_shown_instead() {
        let text = SCENARIO.replace("delete pod web-7", "\"delete pod \\e[31mred\"");
        assert!(!story(&text, Detail::All).contains('\x1b'));
    }
}
