//! Writes a scenario as data, and a run as the scenario that repeats it.

use super::{Action, CALM, Scenario, Step, Timing, lines, span};
use crate::command::{self, Command};
use crate::config::Config;
use crate::time::{Millis, Time};
use crate::timeline::Timeline;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The scenario as data, without what is as it is by default.
pub(super) fn scenario(scenario: &Scenario) -> Value {
    let mut map = Map::new();
    for (key, text) in [("title", &scenario.title), ("about", &scenario.about)] {
        if !text.is_empty() {
            map.insert(key.into(), json!(text));
        }
    }
    let cluster = difference(&scenario.config, &Config::default());
    if !cluster.is_empty() {
        map.insert("cluster".into(), Value::Object(cluster));
    }
    if scenario.calm != CALM {
        map.insert("calm".into(), span::text(scenario.calm).into());
    }
    if !scenario.files.is_empty() {
        map.insert("files".into(), data(&scenario.files));
    }
    map.insert("steps".into(), scenario.steps.iter().map(step).collect());
    if !scenario.lines.is_empty() {
        map.insert("branches".into(), lines::write(&scenario.lines));
    }
    Value::Object(map)
}

fn data(value: impl Serialize) -> Value {
    // Only maps with keys that are no texts fail, and there are none.
    serde_json::to_value(value).unwrap_or_default()
}

/// The fields of one configuration that differ from another's, objects within taken apart likewise.
fn difference(config: &Config, default: &Config) -> Map<String, Value> {
    fn of(value: Value, default: &Value) -> Option<Value> {
        match value {
            value if value == *default => None,
            Value::Object(map) => {
                let changed = map
                    .into_iter()
                    .filter_map(|(key, value)| Some((key.clone(), of(value, &default[&key])?)));
                Some(Value::Object(crate::sort::object(changed)))
            }
            value => Some(value),
        }
    }
    match of(data(config), &data(default)) {
        Some(Value::Object(map)) => map,
        Some(_) | None => Map::new(),
    }
}

pub(super) fn step(step: &Step) -> Value {
    let mut map = Map::new();
    match step.timing {
        Timing::At(at) => drop(map.insert("at".into(), span::text(Millis(at.0)).into())),
        Timing::After(after) => drop(map.insert("after".into(), span::text(after).into())),
        Timing::Calm => {}
    }
    map.extend(action(&step.action));
    if let Some(calm) = step.calm {
        map.insert("calm".into(), span::text(calm).into());
    }
    if !step.placed.is_empty() {
        map.insert("placed".into(), data(&*step.placed));
    }
    Value::Object(map)
}

fn action(action: &Action) -> Map<String, Value> {
    let value = match action {
        Action::Do(command) => self::command(command),
        Action::Wait(time) => json!({ "wait": span::text(*time) }),
        Action::WaitForTaint { node, taint } => json!({ "waitFor": { "node": node, "taint": taint } }),
        Action::Marker { name, text } => marker(name, text),
    };
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn marker(name: &str, text: &str) -> Value {
    json!({ "marker": { "name": name, "text": text } })
}

fn command(command: &Command) -> Value {
    match command {
        Command::Run { args, stdin } => run(args, stdin),
        Command::Interrupt(process) => json!({ "interrupt": process }),
        Command::File { name, content } => json!({ "file": name, "content": content }),
        Command::Report { namespace, pod, report } if &**namespace == "default" => {
            json!({ "pod": pod, "to": report })
        }
        Command::Report { namespace, pod, report } => {
            json!({ "pod": pod, "to": report, "namespace": namespace })
        }
        Command::Node { node, fault } => json!({ "node": node, "to": fault }),
        Command::Behave(behaviour) => {
            let mut set = data(behaviour);
            if let Some(map) = set.as_object_mut() {
                map.retain(|_, value| !value.is_null());
            }
            json!({ "set": set })
        }
        Command::Place(nodes) => json!({ "wait": "0s", "placed": **nodes }),
        Command::Marker { name, text } => marker(name, text),
    }
}

fn run(args: &[String], stdin: &str) -> Value {
    let line = command::written(args);
    let (key, value) = match (args.split_first(), &line) {
        (Some((first, _)), Some(line)) if first == "kubectl" => {
            ("kubectl", line["kubectl".len()..].trim_start().into())
        }
        (Some((first, rest)), None) if first == "kubectl" => ("kubectl", json!(rest)),
        (Some(_), Some(line)) => ("run", line.as_str().into()),
        (Some(_) | None, _) => ("run", json!(args)),
    };
    let mut map = Map::from_iter([(key.into(), value)]);
    if !stdin.is_empty() {
        map.insert("stdin".into(), stdin.into());
    }
    Value::Object(map)
}

/// The scenario that gives a run's inputs again, each at its time.
pub(super) fn of_run(timeline: &Timeline) -> Scenario {
    let mut scenario = Scenario { config: timeline.cluster().config().clone(), ..Scenario::default() };
    for input in timeline.inputs() {
        let (action, placed) = match &*input.command {
            Command::File { name, content } if scenario.steps.is_empty() && input.at == Time::ZERO => {
                scenario.files.insert(name.clone(), content.clone());
                continue;
            }
            // A step says where pods go before it is done; here it is a step that does nothing else.
            Command::Place(nodes) => (Action::Wait(Millis::ZERO), nodes.clone()),
            Command::Marker { name, text } => {
                (Action::Marker { name: name.clone(), text: text.clone() }, Arc::default())
            }
            command => (Action::Do(command.clone()), Arc::default()),
        };
        scenario.steps.push(Step { timing: Timing::At(input.at), action, calm: None, placed });
    }
    scenario
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Player;

    const EVERYTHING: &str = r#"
title: All there is
about: every kind of step
cluster: {nodes: [a, b], seed: 7, kubelet: ready, durations: {pull: 5}}
calm: 2s
files: {web.yaml: "kind: Pod"}
steps:
- {at: 1s, kubectl: [patch, sts, web, -p, '{"spec": {"replicas": 2}}']}
- {after: 250ms, run: curl http://web, stdin: hello}
- {pod: web-0, to: crashloop, calm: 1s}
- {pod: web-0, to: gone, namespace: lab, placed: {web-0: [a]}}
- {node: a, to: down}
- {set: {terminate: false}}
- {wait: 4s}
- {waitFor: {node: a, taint: "node.kubernetes.io/unreachable:NoExecute"}}
- {marker: {name: Look, text: here}}
- {file: web.yaml, content: "kind: Node"}
- {interrupt: 1}
"#;

    #[test]
    fn a_scenario_is_written_so_that_it_is_read_back() {
        let read = Scenario::parse(EVERYTHING).unwrap();
        assert_eq!(read.steps.len(), 11);
        assert_eq!(Scenario::parse(&read.to_value().to_string()), Ok(read));
    }

    #[test]
    fn what_is_as_by_default_is_not_written() {
        assert_eq!(Scenario::default().to_value(), json!({ "steps": [] }));
    }

    #[test]
    fn the_scenario_of_a_run_gives_the_same_run() {
        let mut player = Player::new(Scenario::parse(EVERYTHING).unwrap());
        while player.step().is_some() {}
        let run = player.into_timeline();
        let mut again = Player::new(Scenario::parse(&Scenario::of_run(&run).to_value().to_string()).unwrap());
        again.advance(run.end());
        assert!(again.timeline().records().eq(run.records()));
    }
}
