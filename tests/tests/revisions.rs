//! Revision names against the recordings: from a manifest's bytes to the name that a real control plane gave.

use ordinal_core::{revision, schema, yaml};
use ordinal_tests::traces;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The StatefulSets of a trace's files, as the API server would store them, and all images that its commands name.
struct Sets {
    sets: Vec<Value>,
    images: BTreeSet<(String, String)>,
}

fn stored(mut document: Value) -> Option<Value> {
    let id = schema::lookup(document["apiVersion"].as_str()?, document["kind"].as_str()?)?;
    schema::normalize(id, &mut document);
    schema::apply_defaults(id, &mut document);
    (document["kind"] == "StatefulSet").then_some(document)
}

fn words(trace: &Value) -> Vec<String> {
    let commands = trace["steps"].as_array().into_iter().flatten().map(|step| &step["do"]["kubectl"]);
    let texts = commands.flat_map(|command| match command {
        Value::Array(words) => words.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(line) => line.split(' ').map(str::to_owned).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    texts.collect()
}

fn read(trace: &Value) -> Sets {
    let files = trace["files"].as_object().into_iter().flatten().filter_map(|(_, text)| text.as_str());
    let stdin =
        trace["steps"].as_array().into_iter().flatten().filter_map(|step| step["do"]["stdin"].as_str());
    let sets = files.chain(stdin).flat_map(|text| yaml::documents(text).values).filter_map(stored).collect();
    let images = words(trace).into_iter().filter_map(|word| {
        let (container, image) = word.split_once('=')?;
        Some((container.to_owned(), image.to_owned()))
    });
    Sets { sets, images: images.collect() }
}

/// The templates that a trace's commands can have made: as written, and with each image for each container.
fn templates(sets: &Sets) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for set in &sets.sets {
        let name = set["metadata"]["name"].as_str().unwrap_or("");
        let template = &set["spec"]["template"];
        names.insert(revision::name(name, template, 0), "as written".to_owned());
        for (container, image) in &sets.images {
            let mut template = template.clone();
            set_image(&mut template, container, image);
            names.entry(revision::name(name, &template, 0)).or_insert(format!("{container}={image}"));
        }
    }
    names
}

fn set_image(template: &mut Value, name: &str, image: &str) {
    let containers = template.pointer_mut("/spec/containers").and_then(Value::as_array_mut);
    for container in containers.into_iter().flatten().filter(|container| container["name"] == name) {
        container["image"] = image.into();
    }
}

fn recorded(trace: &Value) -> BTreeSet<String> {
    let steps = trace["steps"].as_array().into_iter().flatten();
    let lines = steps.flat_map(|step| step["revisions"].as_array().into_iter().flatten());
    let created = lines.filter_map(|line| line.as_str()?.strip_prefix("create ")?.split(' ').next());
    created.map(|name| name.rsplit('/').next().unwrap_or(name).to_owned()).collect()
}

#[test]
fn every_recorded_name_follows_from_a_manifest() {
    let (mut seen, mut unexplained) = (0, String::new());
    for (trace_name, trace) in traces() {
        let names = templates(&read(&trace));
        for name in recorded(&trace) {
            seen += 1;
            if !names.contains_key(&name) {
                writeln!(unexplained, "{trace_name}: {name}").expect("a string takes everything");
            }
        }
    }
    assert_eq!((seen, unexplained.as_str()), (104, ""), "names in all, and those without a manifest");
}
