//! What the API server says of manifests and patches, against the recordings: every command that applies, creates or
//! patches is played against a store of nothing but the functions of the core that decide.

use ordinal_core::object::{self, Kind};
use ordinal_core::{patch, schema, validate, yaml};
use ordinal_tests::traces;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// An object as it is stored, and the manifest it was last applied from.
struct Stored {
    live: Value,
    applied: Value,
}

struct Server {
    max_unavailable: bool,
    objects: BTreeMap<(String, String), Stored>,
}

/// What a command printed: the lines of its results, and of its errors and warnings.
#[derive(Default)]
struct Printed {
    out: Vec<String>,
    err: Vec<String>,
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn key(document: &Value) -> (String, String) {
    (text(document, "/kind").to_owned(), text(document, "/metadata/name").to_owned())
}

impl Server {
    fn file(&mut self, file: &str, content: &str) -> Printed {
        let mut printed = Printed::default();
        let documents = yaml::documents(content);
        for document in documents.values.into_iter().filter(|document| document["kind"] != "List") {
            self.document(file, document, &mut printed);
        }
        if let Some(error) = documents.error {
            printed.err.push(format!("error: error parsing {file}: {error}"));
        }
        if printed.out.is_empty() && printed.err.is_empty() {
            printed.err.push("error: no objects passed to apply".into());
        }
        printed
    }

    fn document(&mut self, file: &str, document: Value, printed: &mut Printed) {
        let (kind, name) = key(&document);
        let version = text(&document, "/apiVersion");
        let Some(id) = schema::lookup(version, &kind) else {
            let err = format!(
                "error: resource mapping not found for name: {name:?} namespace: \"\" from {file:?}: \
                no matches for kind {kind:?} in version {version:?}\nensure CRDs are installed first"
            );
            return printed.err.push(err);
        };
        let stored = self.objects.get(&(kind.clone(), name));
        let changed = stored.map(|stored| patch::three_way(id, &stored.applied, &document, &stored.live));
        let new = match (&changed, stored) {
            (Some(changed), Some(stored)) => patch::strategic(id, &stored.live, changed).expect("it merges"),
            _ => document.clone(),
        };
        if let Some(refusal) = schema::refusal(id, version, &schema::check(id, &new)) {
            return printed
                .err
                .push(format!("Error from server (BadRequest): error when creating {file:?}: {refusal}"));
        }
        let verb = match changed {
            None => "created",
            Some(changed) if changed == json!({}) => "unchanged",
            Some(_) => "configured",
        };
        if self.store(new, Some(document), printed) {
            printed.out.push(verb.into());
        }
    }

    /// Stores an object as the server does; says whether it did.
    fn store(&mut self, mut new: Value, applied: Option<Value>, printed: &mut Printed) -> bool {
        let (kind, name) = key(&new);
        let id = schema::lookup(text(&new, "/apiVersion"), &kind).expect("looked up before");
        schema::normalize(id, &mut new);
        schema::apply_defaults(id, &mut new);
        let old = self.objects.get(&(kind.clone(), name.clone()));
        schema::gates::max_unavailable(self.max_unavailable, &mut new, old.map(|old| &old.live));
        let errors = match old {
            Some(old) => validate::update(&kind, &new, &old.live),
            None => validate::create(&kind, &new),
        };
        if !errors.is_empty() {
            printed.err.push(validate::sentence(&kind, &name, &errors));
            return false;
        }
        let of = Kind::of(text(&new, "/apiVersion"), &kind).expect("a kind of the model");
        let object = object::decode(of, &new).expect("what is valid can be read");
        printed.err.extend(validate::warnings(&object).iter().map(|warning| format!("Warning: {warning}")));
        let applied = applied.or(old.map(|old| old.applied.clone())).unwrap_or(Value::Null);
        self.objects.insert((kind, name), Stored { live: new, applied });
        true
    }

    fn patch(&mut self, words: &[String]) -> Option<Printed> {
        let kind = match words[1].as_str() {
            "sts" => "StatefulSet",
            "pvc" => "PersistentVolumeClaim",
            _ => return None,
        };
        let live = self.objects.get(&(kind.to_owned(), words[2].clone()))?.live.clone();
        let id = schema::lookup(text(&live, "/apiVersion"), kind)?;
        let option = |name: &str| words.iter().position(|word| word == name).map(|at| words[at + 1].as_str());
        let change: Value = serde_json::from_str(option("-p")?).expect("a patch is JSON");
        let new = match option("--type") {
            Some("merge") => patch::merge(&live, &change),
            Some("json") => patch::json(&live, &change).expect("it fits"),
            _ => patch::strategic(id, &live, &change).expect("it merges"),
        };
        let mut printed = Printed::default();
        let problems = schema::check(id, &new);
        printed.err.extend(problems.iter().map(|problem| format!("Warning: {problem}")));
        if self.store(new, None, &mut printed) {
            let same = self.objects[&(kind.to_owned(), words[2].clone())].live == live;
            printed.out.push(if same { "patched (no change)" } else { "patched" }.into());
        }
        Some(printed)
    }
}

impl Server {
    /// Deletes sets and services, by name or all of a file's; what else there is no later command applies again.
    fn delete(&mut self, words: &[String]) {
        let kind = match words[1].as_str() {
            "sts" => "StatefulSet",
            "service" => "Service",
            "-f" => return self.objects.clear(),
            _ => return,
        };
        self.objects.remove(&(kind.to_owned(), words[2].clone()));
    }

    fn scale(&mut self, words: &[String]) {
        let Some(count) = words.iter().find_map(|word| word.strip_prefix("--replicas=")) else { return };
        let name = words.get(2).cloned().unwrap_or_default();
        if let Some(stored) = self.objects.get_mut(&("StatefulSet".into(), name)) {
            stored.live["spec"]["replicas"] = count.parse::<i64>().expect("a count").into();
        }
    }
}

fn words(command: &Value) -> Vec<String> {
    match command {
        Value::Array(words) => words.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(line) => line.split(' ').map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// The lines as the recordings have them: every run of blanks is one, lines are trimmed, none empty at the end.
fn masked(lines: &[String]) -> Vec<String> {
    let lines = lines.iter().flat_map(|text| text.lines());
    let mut lines: Vec<String> =
        lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn lines(step: &Value, field: &str) -> Vec<String> {
    step[field].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The last words of kubectl's result lines: what was done.
fn done(step: &Value) -> Vec<String> {
    let verb = |line: String| match line.split_once(' ') {
        Some((_, verb)) => verb.to_owned(),
        None => line,
    };
    lines(step, "out").into_iter().map(verb).collect()
}

/// What decides other than these functions: a file that is not there, an object or name that is not, an admission plugin.
const ELSEWHERE: [&str; 4] =
    ["does not exist", "not found\"", "resource name may not be empty", "only dynamically provisioned"];

fn decided_elsewhere(step: &Value) -> bool {
    let err = lines(step, "err").join("\n");
    ELSEWHERE.iter().any(|words| err.contains(words)) || err.starts_with("Error from server (NotFound)")
}

/// The one recording where a status was written between kubectl's read and its patch, so that it took the patch, which
/// changes nothing, for a change.
const RACED: (&str, usize) = ("random-0012", 5);

/// The claim that the controller and the binder would have made.
fn claim() -> Value {
    json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "www-web-0"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, "volumeMode": "Filesystem",
            "volumeName": "pvc-UID(default/www-web-0)", "storageClassName": "standard"},
        "status": {"phase": "Bound", "capacity": {"storage": "1Gi"}}})
}

fn play(server: &mut Server, trace: &Value, step: &Value) -> Option<Printed> {
    let words = words(&step["do"]["kubectl"]);
    match words.first().map(String::as_str) {
        Some("delete") => {
            server.delete(&words);
            None
        }
        Some("scale") => {
            server.scale(&words);
            None
        }
        Some("patch") => server.patch(&words),
        Some("apply" | "create") => {
            let file = words.iter().position(|word| word == "-f").map(|at| words[at + 1].as_str())?;
            let content = if file == "-" { &step["do"]["stdin"] } else { &trace["files"][file] };
            Some(server.file(file, content.as_str()?))
        }
        _ => None,
    }
}

#[test]
fn every_applied_created_or_patched_object_gets_the_recorded_answer() {
    let (mut played, mut wrong) = (0, String::new());
    for (name, trace) in traces() {
        let gates = trace["cluster"]["featureGates"].as_array().into_iter().flatten();
        let max_unavailable = gates.into_iter().any(|gate| gate == "MaxUnavailableStatefulSet");
        let mut server = Server { max_unavailable, objects: BTreeMap::new() };
        server.objects.insert(key(&claim()), Stored { live: claim(), applied: Value::Null });
        for (at, step) in trace["steps"].as_array().into_iter().flatten().enumerate() {
            let elsewhere = decided_elsewhere(step) || (name.as_str(), at) == RACED;
            let before = if elsewhere { None } else { play(&mut server, &trace, step) };
            let Some(printed) = before else { continue };
            played += 1;
            if masked(&printed.err) != lines(step, "err") || printed.out != done(step) {
                writeln!(
                    wrong,
                    "{name} {at}: {:?}\n{:#?}\n  {:?}\n{:#?}",
                    done(step),
                    lines(step, "err"),
                    printed.out,
                    masked(&printed.err)
                )
                .expect("a string takes everything");
            }
        }
    }
    assert_eq!((played, wrong.as_str()), (167, ""), "commands in all, and those answered otherwise");
}
