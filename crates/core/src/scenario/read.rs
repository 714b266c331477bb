//! Reads a scenario from YAML or JSON. What it cannot read it refuses, with the path of the field.

use super::{Action, MANIFEST, Scenario, Step, Timing, lines, span};
use crate::command::{self, Behaviour, Command, NodeFault, PodReport};
use crate::config::Config;
use crate::process::ProcessId;
use crate::time::{Millis, Time};
use crate::yaml;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Why a text is no scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The field that is wrong, `steps[2].at`; empty for the text as a whole.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
    /// The line of the text, from 1, where it is known.
    pub line: Option<usize>,
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path.as_str(), self.line) {
            ("", None) => f.write_str(&self.message),
            ("", Some(line)) => write!(f, "line {line}: {}", self.message),
            (path, _) => write!(f, "{path}: {}", self.message),
        }
    }
}

impl std::error::Error for ScenarioError {}

pub(super) type Read<T> = Result<T, ScenarioError>;

pub(super) fn wrong<T>(path: impl Into<String>, message: impl Into<String>) -> Read<T> {
    Err(ScenarioError { path: path.into(), message: message.into(), line: None })
}

/// Keys of a scenario that are not of its cluster. `format`, `kubernetes` and `ordered` are a trace's own.
const TOP: [&str; 12] = [
    "format",
    "name",
    "title",
    "about",
    "kubernetes",
    "ordered",
    "cluster",
    "files",
    "manifest",
    "steps",
    "calm",
    "branches",
];
/// What a trace's step says beside what is done: what a real cluster then did.
const RECORDED: [&str; 11] =
    ["exit", "out", "err", "pods", "claims", "volumes", "revisions", "events", "state", "loose", "skip"];
/// What any step may say beside what it does. `limit` is how long a recorder would have waited.
const COMMON: [&str; 5] = ["at", "after", "calm", "limit", "placed"];

/// Reads a scenario or a manifest.
pub(super) fn scenario(text: &str) -> Read<Scenario> {
    let documents = yaml::documents(text);
    let is_scenario = |value: &Value| value.get("kind").is_none() && value.get("steps").is_some();
    match (documents.values.as_slice(), documents.error) {
        ([value], None) if is_scenario(value) => of_value(value),
        (_, Some(error)) => {
            let message = format!("is not YAML: {}", error.message);
            Err(ScenarioError { path: String::new(), message, line: error.line })
        }
        ([], None) => wrong("", "holds neither a manifest nor a scenario"),
        (_, None) => Ok(Scenario::of_manifest(text)),
    }
}

/// The step that applies the scenario's manifest.
pub(super) fn apply_manifest() -> Step {
    Step::new(Action::Do(Command::line(&format!("kubectl apply -f {MANIFEST}"), "")))
}

fn of_value(value: &Value) -> Read<Scenario> {
    let fields = Fields::of(value, "")?;
    let name = fields.text("name")?;
    let mut scenario = Scenario {
        title: fields.text("title")?.or(name).unwrap_or("").into(),
        about: fields.text("about")?.unwrap_or("").into(),
        config: Config::default(),
        files: files(&fields)?,
        ..Scenario::default()
    };
    cluster(&fields, &mut scenario)?;
    if let Some(manifest) = fields.text("manifest")? {
        scenario.files.insert(MANIFEST.into(), manifest.into());
        scenario.steps.push(apply_manifest());
    }
    for (index, value) in fields.list("steps")?.iter().enumerate() {
        scenario.steps.push(step(value, &format!("steps[{index}]"))?);
    }
    scenario.lines = lines::read(&fields)?;
    Ok(scenario)
}

fn files(fields: &Fields<'_>) -> Read<BTreeMap<Arc<str>, Arc<str>>> {
    let Some(value) = fields.get("files") else { return Ok(BTreeMap::new()) };
    let files = Fields::of(value, "files")?;
    let mut contents = BTreeMap::new();
    for name in files.map.keys() {
        contents.insert(name.as_str().into(), files.text(name)?.unwrap_or("").into());
    }
    Ok(contents)
}

/// How the cluster is set up, under `cluster` or beside the steps, and `calm`, which stands with it in traces.
fn cluster(fields: &Fields<'_>, scenario: &mut Scenario) -> Read<()> {
    let mut settings = Map::new();
    let nested = fields.get("cluster").map(|value| Fields::of(value, "cluster")).transpose()?;
    for part in [Some(fields), nested.as_ref()].into_iter().flatten() {
        if let Some(calm) = part.span("calm")? {
            scenario.calm = calm;
        }
        let own = part.map.iter().filter(|(key, _)| !part.path.is_empty() || !TOP.contains(&key.as_str()));
        for (key, value) in own.filter(|(key, _)| *key != "calm") {
            // Read one by one too, so that an error names its field.
            let one = Value::Object(Map::from_iter([(key.clone(), value.clone())]));
            decode::<Config>(&one, &part.at(key))?;
            settings.insert(key.clone(), value.clone());
        }
    }
    scenario.config = decode(&Value::Object(settings), "cluster")?;
    Ok(())
}

fn decode<T: DeserializeOwned>(value: &Value, path: &str) -> Read<T> {
    T::deserialize(value).or_else(|error| wrong(path, error.to_string()))
}

pub(super) fn step(value: &Value, path: &str) -> Read<Step> {
    let outer = Fields::of(value, path)?;
    let inner = outer.get("do").map(|value| Fields::of(value, &outer.at("do"))).transpose()?;
    let done = inner.as_ref().unwrap_or(&outer);
    let (action, own) = action(done)?;
    done.only(&[own, &COMMON])?;
    if inner.is_some() {
        outer.only(&[&["do"], &RECORDED, &COMMON])?;
    }
    let calm = done.span("calm")?;
    Ok(Step { timing: timing(&outer)?, action, calm, placed: Arc::new(placed(&outer)?) })
}

fn timing(fields: &Fields<'_>) -> Read<Timing> {
    match (fields.span("at")?, fields.span("after")?) {
        (None, None) => Ok(Timing::Calm),
        (Some(at), None) => Ok(Timing::At(Time(at.0))),
        (None, Some(after)) => Ok(Timing::After(after)),
        (Some(_), Some(_)) => wrong(&fields.path, "has both `at` and `after`"),
    }
}

/// The nodes chosen for pods; names without a namespace are of `default`.
fn placed(fields: &Fields<'_>) -> Read<BTreeMap<String, Vec<String>>> {
    let Some(value) = fields.get("placed") else { return Ok(BTreeMap::new()) };
    let lists: BTreeMap<String, Vec<String>> = decode(value, &fields.at("placed"))?;
    let full = |name: String| if name.contains('/') { name } else { format!("default/{name}") };
    Ok(crate::sort::map(lists.into_iter().map(|(name, nodes)| (full(name), nodes))))
}

/// What a step does, and the fields that say it.
fn action(fields: &Fields<'_>) -> Read<(Action, &'static [&'static str])> {
    type Reader = fn(&Fields<'_>) -> Read<Action>;
    let readers: [(&'static [&'static str], Reader); 10] = [
        (&["kubectl", "stdin"], |f| f.line("kubectl", "kubectl ").map(Action::Do)),
        (&["run", "stdin"], |f| f.line("run", "").map(Action::Do)),
        (&["pod", "to", "namespace"], report),
        (&["node", "to"], node),
        (&["set"], |f| Ok(Action::Do(Command::Behave(decode::<Behaviour>(f.need("set")?, &f.at("set"))?)))),
        (&["wait"], |f| Ok(Action::Wait(f.span("wait")?.unwrap_or(Millis::ZERO)))),
        (&["waitFor"], wait_for),
        (&["marker"], marker),
        (&["file", "content"], |f| {
            let (name, content) = (f.needed_text("file")?.into(), f.text("content")?.unwrap_or("").into());
            Ok(Action::Do(Command::File { name, content }))
        }),
        (&["interrupt"], |f| {
            Ok(Action::Do(Command::Interrupt(decode::<ProcessId>(f.need("interrupt")?, &f.at("interrupt"))?)))
        }),
    ];
    match readers.iter().find(|(keys, _)| fields.get(keys[0]).is_some()) {
        Some((keys, read)) => Ok((read(fields)?, keys)),
        None => wrong(
            &fields.path,
            "does nothing: a step has one of kubectl, run, pod, node, set, wait, waitFor, marker, file, interrupt",
        ),
    }
}

fn report(fields: &Fields<'_>) -> Read<Action> {
    let report: PodReport = decode(fields.need("to")?, &fields.at("to"))?;
    let namespace = fields.text("namespace")?.unwrap_or("default").into();
    Ok(Action::Do(Command::Report { namespace, pod: fields.needed_text("pod")?.into(), report }))
}

fn node(fields: &Fields<'_>) -> Read<Action> {
    let fault: NodeFault = decode(fields.need("to")?, &fields.at("to"))?;
    Ok(Action::Do(Command::Node { node: fields.needed_text("node")?.into(), fault }))
}

fn wait_for(fields: &Fields<'_>) -> Read<Action> {
    let what = Fields::of(fields.need("waitFor")?, &fields.at("waitFor"))?;
    Ok(Action::WaitForTaint {
        node: what.needed_text("node")?.into(),
        taint: what.needed_text("taint")?.into(),
    })
}

fn marker(fields: &Fields<'_>) -> Read<Action> {
    let marker = Fields::of(fields.need("marker")?, &fields.at("marker"))?;
    let text = marker.text("text")?.unwrap_or("").into();
    Ok(Action::Marker { name: marker.needed_text("name")?.into(), text })
}

/// The fields of an object, and where it stands.
pub(super) struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Value, path: &str) -> Read<Fields<'a>> {
        match value {
            Value::Object(map) => Ok(Fields { path: path.into(), map }),
            _ => wrong(path, "is not an object"),
        }
    }

    /// The path of a field.
    pub(super) fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.into() } else { format!("{}.{key}", self.path) }
    }

    /// Refuses every other field.
    pub(super) fn only(&self, known: &[&[&str]]) -> Read<()> {
        match self.map.keys().find(|key| !known.iter().any(|keys| keys.contains(&key.as_str()))) {
            Some(key) => wrong(self.at(key), "is no field of such a step"),
            None => Ok(()),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    fn need(&self, key: &str) -> Read<&'a Value> {
        self.get(key).map_or_else(|| wrong(self.at(key), "is missing"), Ok)
    }

    pub(super) fn text(&self, key: &str) -> Read<Option<&'a str>> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => wrong(self.at(key), "is not a text"),
        }
    }

    pub(super) fn needed_text(&self, key: &str) -> Read<&'a str> {
        self.need(key)?;
        Ok(self.text(key)?.unwrap_or(""))
    }

    pub(super) fn list(&self, key: &str) -> Read<&'a [Value]> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Value::Array(list)) => Ok(list),
            Some(_) => wrong(self.at(key), "is not a list"),
        }
    }

    pub(super) fn span(&self, key: &str) -> Read<Option<Millis>> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let read = span::of(value);
        read.map_or_else(
            || wrong(self.at(key), "is no time: write 12s, 1m30s, 250ms or a number of seconds"),
            |s| Ok(Some(s)),
        )
    }

    /// A command: a text is a line as one types it, a list is its words. `program` stands before it.
    fn line(&self, key: &str, program: &str) -> Read<Command> {
        let stdin = self.text("stdin")?.unwrap_or("");
        match self.get(key) {
            Some(Value::String(line)) => {
                let line = format!("{program}{line}");
                let lacks = command::lacks(&line);
                lacks.map_or_else(|| Ok(Command::line(&line, stdin)), |what| wrong(self.at(key), &what))
            }
            Some(value) => {
                let words: Vec<String> = decode(value, &self.at(key))?;
                let args = program.split_whitespace().map(String::from).chain(words).collect();
                Ok(Command::Run { args, stdin: stdin.into() })
            }
            None => wrong(self.at(key), "is missing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn refused(text: &str) -> String {
        scenario(text).map_or_else(|error| error.to_string(), |scenario| format!("{scenario:?}"))
    }

    #[test]
    fn what_is_no_scenario_is_refused_with_the_path_of_the_field() {
        let texts = [
            "",
            "a: [",
            "steps: {}",
            "steps: [4]",
            "steps: [{}]",
            "steps: [{kubectl: 4}]",
            "steps: [{kubectl: get 'pods}]",
            "steps: [{kubectl: get pods}, {wait: soon}]",
            "steps: [{wait: 1, at: 2s, after: 3s}]",
            "steps: [{pod: web-0, to: happy}]",
            "steps: [{pod: web-0}]",
            "steps: [{kubectl: get pods, when: 3s}]",
            "steps: [{do: {kubectl: get pods, pods: []}}]",
            "steps: [{set: {kubelet: fast}}]",
            "steps: [{waitFor: {node: node-a}}]",
            "{steps: [], cluster: {nodes: node-a}}",
            "{steps: [], cluster: {durations: {pull: slow}}}",
            "{steps: [], clutser: {}}",
            "{steps: [], files: {web.yaml: {kind: Pod}}}",
            "{steps: [], calm: -1}",
        ];
        let errors: String = texts.iter().map(|text| format!("{text}\n    {}\n", refused(text))).collect();
        expect![[r#"

                holds neither a manifest nor a scenario
            a: [
                line 2: is not YAML: error converting YAML to JSON: yaml: line 1: did not find expected node content
            steps: {}
                steps: is not a list
            steps: [4]
                steps[0]: is not an object
            steps: [{}]
                steps[0]: does nothing: a step has one of kubectl, run, pod, node, set, wait, waitFor, marker, file, interrupt
            steps: [{kubectl: 4}]
                steps[0].kubectl: invalid type: integer `4`, expected a sequence
            steps: [{kubectl: get 'pods}]
                steps[0].kubectl: unterminated quoted string
            steps: [{kubectl: get pods}, {wait: soon}]
                steps[1].wait: is no time: write 12s, 1m30s, 250ms or a number of seconds
            steps: [{wait: 1, at: 2s, after: 3s}]
                steps[0]: has both `at` and `after`
            steps: [{pod: web-0, to: happy}]
                steps[0].to: unknown variant `happy`, expected one of `creating`, `running`, `ready`, `notready`, `imagepull`, `crashloop`, `hung`, `failed`, `succeeded`, `gone`, `released`
            steps: [{pod: web-0}]
                steps[0].to: is missing
            steps: [{kubectl: get pods, when: 3s}]
                steps[0].when: is no field of such a step
            steps: [{do: {kubectl: get pods, pods: []}}]
                steps[0].do.pods: is no field of such a step
            steps: [{set: {kubelet: fast}}]
                steps[0].set: unknown variant `fast`, expected one of `probes`, `none`, `running`, `ready`
            steps: [{waitFor: {node: node-a}}]
                steps[0].waitFor.taint: is missing
            {steps: [], cluster: {nodes: node-a}}
                cluster.nodes: invalid type: string "node-a", expected a sequence
            {steps: [], cluster: {durations: {pull: slow}}}
                cluster.durations: invalid type: string "slow", expected u64
            {steps: [], clutser: {}}
                clutser: unknown field `clutser`, expected one of `seed`, `nodes`, `storageClasses`, `kubelet`, `terminate`, `provision`, `nodeMonitorGracePeriodSeconds`, `tolerationSeconds`, `featureGates`, `missingImages`, `durations`
            {steps: [], files: {web.yaml: {kind: Pod}}}
                files.web.yaml: is not a text
            {steps: [], calm: -1}
                calm: is no time: write 12s, 1m30s, 250ms or a number of seconds
        "#]].assert_eq(&errors);
    }

    #[test]
    fn a_trace_s_step_and_a_lesson_s_step_read_the_same() {
        let trace = r#"{"steps": [{"do": {"kubectl": ["get", "pods"], "calm": 0.3}, "exit": 0, "out": []}]}"#;
        let lesson = "steps:\n- kubectl: get pods\n  calm: 300ms\n";
        assert_eq!(scenario(trace), scenario(lesson));
    }

    #[test]
    fn a_manifest_becomes_the_scenario_of_applying_it() {
        let manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: web-0}\n";
        let read = scenario(manifest).unwrap();
        assert_eq!(read, Scenario::of_manifest(manifest));
        assert_eq!(read.steps, [apply_manifest()]);
        let inside = serde_json::json!({ "manifest": manifest, "steps": [] }).to_string();
        assert_eq!(scenario(&inside).unwrap(), read);
    }

    #[test]
    fn pods_placed_without_a_namespace_are_of_default() {
        let read =
            scenario("steps: [{kubectl: get pods, placed: {web-0: [node-a], lab/web-0: [node-b]}}]").unwrap();
        let placed = &read.steps[0].placed;
        assert_eq!(placed.keys().collect::<Vec<_>>(), ["default/web-0", "lab/web-0"]);
    }
}
