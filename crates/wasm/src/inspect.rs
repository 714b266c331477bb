//! What the page asks of the cluster at the playhead, as plain data: its objects, one of them inspected, and what a
//! manifest would do. Asking changes nothing.

use crate::plain::{Plain, plain, typescript};
use crate::player::Player;
use crate::show::seconds;
use ordinal_core::inspect::{self, Link, Wait};
use ordinal_core::kubectl::plan::{self, Fate};
use ordinal_core::object::{EventObject, Key, Kind};
use ordinal_core::schema::{self, TypeId};
use ordinal_core::{Cluster, Config, Time, decision};
use std::sync::Arc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

plain! {
    /// An object's name.
    ObjectName {
        /// Its kind.
        kind: String,
        /// Its namespace; empty for cluster-wide kinds.
        namespace: String,
        /// Its name.
        name: String,
        /// How it stands, in a word; may be empty.
        state: String,
    }
}

plain! {
    /// An object that another has to do with.
    ObjectLink {
        /// What it is to the other: `owns`, `runs on`…
        what: String,
        /// Its kind.
        kind: String,
        /// Its namespace; empty for cluster-wide kinds.
        namespace: String,
        /// Its name.
        name: String,
        /// Whether it is there.
        exists: bool,
    }
}

plain! {
    /// An Event about an object.
    ObjectEvent {
        /// Whether it is a Warning.
        warning: bool,
        /// The reason.
        reason: String,
        /// The message.
        message: String,
        /// Who reports it.
        source: String,
        /// How often it was seen.
        count: u32,
        /// When it was last seen.
        time: f64,
    }
}

plain! {
    /// Why: a sentence and the rule behind it.
    Because {
        /// When; none for what holds now.
        time: Option<f64>,
        /// The object it was decided about, `StatefulSet/web`.
        about: String,
        /// The sentence.
        sentence: String,
        /// The rule's name.
        rule: String,
        /// The rule's page in the Kubernetes documentation.
        link: String,
    }
}

plain! {
    /// An object with everything there is to know about it.
    Inspection {
        /// How it stands, in a word; may be empty.
        state: String,
        /// The version of its last write.
        version: f64,
        /// It as YAML.
        yaml: String,
        /// The objects it has to do with.
        links: Vec<ObjectLink>,
        /// The Events about it, the last at the end.
        events: Vec<ObjectEvent>,
        /// What was decided about it, the last first.
        decisions: Vec<Because>,
        /// Why it waits; nothing where it does not.
        waits: Vec<Because>,
    }
}

plain! {
    /// What an object was like before it was last written.
    Before {
        /// When it became what it is.
        until: f64,
        /// What it was until then, as YAML; none if it was not there.
        yaml: Option<String>,
    }
}

plain! {
    /// A field that would change.
    PlannedChange {
        /// Its path.
        path: String,
        /// As it is; none where it is not there.
        from: Option<String>,
        /// As it would be; none where it would go.
        to: Option<String>,
    }
}

plain! {
    /// What applying a manifest would do with one object.
    PlannedStep {
        /// The document it is in, from 0; empty ones do not count.
        document: u32,
        /// It as kubectl calls it.
        called: String,
        /// `created`, `configured`, `unchanged` or `refused`.
        fate: String,
        /// The fields that would change.
        changes: Vec<PlannedChange>,
    }
}

plain! {
    /// Something wrong with a manifest.
    ManifestProblem {
        /// The document it is in, from 0; empty ones do not count.
        document: u32,
        /// The field's path; empty where it is about the document.
        path: String,
        /// What is wrong.
        message: String,
        /// The line, from 1, where the text cannot be read.
        line: Option<u32>,
    }
}

plain! {
    /// What applying a manifest would do.
    Plan {
        /// Object by object.
        steps: Vec<PlannedStep>,
        /// What is wrong.
        problems: Vec<ManifestProblem>,
    }
}

plain! {
    /// A field that an object may have.
    FieldHint {
        /// Its name.
        name: String,
        /// What it holds, `integer`, `[]Container`.
        holds: String,
    }
}

#[wasm_bindgen]
impl Player {
    /// Every object there is, by kind and name; Events are left out.
    #[wasm_bindgen(unchecked_return_type = "ObjectName[]")]
    pub fn objects(&self) -> JsValue {
        self.look(|run| {
            let store = run.cluster().store();
            let kinds = Kind::all().iter().map(|info| info.kind).filter(|kind| *kind != Kind::Event);
            let all = kinds.flat_map(|kind| store.list(kind, None));
            all.map(|object| ObjectName {
                kind: object.meta.kind.name().into(),
                namespace: object.meta.namespace.to_string(),
                name: object.meta.name.to_string(),
                state: inspect::state(object),
            })
            .collect::<Vec<_>>()
        })
        .plain()
    }

    /// An object with everything there is to know about it; none if it is not there.
    #[wasm_bindgen(unchecked_return_type = "Inspection | null")]
    pub fn inspect(&self, kind: &str, namespace: &str, name: &str) -> JsValue {
        let inspected = self.look(|run| inspect::inspect(run, &key(kind, namespace, name)?));
        inspected.map(inspection).plain()
    }

    /// What an object was like before it was last written; none if it is not there. Costs as much as a seek.
    #[wasm_bindgen(unchecked_return_type = "Before | null")]
    pub fn before(&self, kind: &str, namespace: &str, name: &str) -> JsValue {
        let earlier = self.look(|run| run.earlier(&key(kind, namespace, name)?));
        let before = earlier.map(|earlier| Before {
            until: seconds(earlier.until),
            yaml: earlier.object.map(|object| inspect::yaml(&object)),
        });
        before.plain()
    }

    /// What applying a manifest would do: now, or to an empty cluster. Nothing of it happens.
    #[wasm_bindgen(unchecked_return_type = "Plan")]
    pub fn plan(&self, manifest: &str, afresh: bool) -> JsValue {
        let plan::Plan { steps, problems } = self.look(|run| match afresh {
            true => Cluster::new(Config::default()).plan(manifest),
            false => run.cluster().plan(manifest),
        });
        let plan = Plan {
            steps: steps.into_iter().map(step).collect(),
            problems: problems.into_iter().map(problem).collect(),
        };
        plan.plain()
    }

    /// The fields that an object of a kind may have at a path, `spec.template.spec.containers`; indices are left out.
    /// Without a kind that there is, none.
    #[wasm_bindgen(unchecked_return_type = "FieldHint[]")]
    pub fn fields_at(&self, api_version: &str, kind: &str, path: &str) -> JsValue {
        let fields = schema::lookup(api_version, kind).and_then(|id| type_at(id, path)).map(schema::fields);
        let hint =
            |field: &schema::Field| FieldHint { name: field.name.into(), holds: field.shape.to_string() };
        fields.unwrap_or_default().iter().map(hint).collect::<Vec<_>>().plain()
    }

    /// The kinds of objects there are: their `apiVersion` and `kind`.
    #[wasm_bindgen(unchecked_return_type = "string[][]")]
    pub fn kinds(&self) -> JsValue {
        schema::kinds()
            .map(|(version, kind)| vec![version.to_string(), kind.to_string()])
            .collect::<Vec<_>>()
            .plain()
    }
}

fn key(kind: &str, namespace: &str, name: &str) -> Option<Key> {
    let info = Kind::all().iter().find(|info| info.name == kind)?;
    Some(Key::new(info.kind, if info.namespaced { namespace } else { "" }, name))
}

fn inspection(it: inspect::Inspection) -> Inspection {
    Inspection {
        state: it.state,
        version: it.version as f64,
        yaml: it.yaml,
        links: it.links.into_iter().map(link).collect(),
        events: it.events.into_iter().map(event).collect(),
        decisions: it.decisions.into_iter().map(|(at, decision)| decided(at, &decision)).collect(),
        waits: it.waits.into_iter().map(wait).collect(),
    }
}

fn link(Link { key, what, exists }: Link) -> ObjectLink {
    ObjectLink {
        what: what.into(),
        kind: key.kind.name().into(),
        namespace: key.namespace.to_string(),
        name: key.name.to_string(),
        exists,
    }
}

fn event(it: EventObject) -> ObjectEvent {
    ObjectEvent {
        warning: it.entry.warning,
        reason: it.entry.reason.to_string(),
        message: it.entry.message.to_string(),
        source: it.entry.source.to_string(),
        count: it.count,
        time: seconds(it.last),
    }
}

fn decided(at: Time, decision: &Arc<decision::Decision>) -> Because {
    let rule = decision.verdict.rule();
    Because {
        time: Some(seconds(at)),
        about: decision.about.to_string(),
        sentence: decision.sentence(),
        rule: rule.name().into(),
        link: rule.link(),
    }
}

fn wait(Wait { sentence, rule }: Wait) -> Because {
    Because { time: None, about: String::new(), sentence, rule: rule.name().into(), link: rule.link() }
}

fn step(step: plan::Step) -> PlannedStep {
    let (fate, changes) = match step.fate {
        Fate::Created => ("created", Vec::new()),
        Fate::Configured(changes) => ("configured", changes),
        Fate::Unchanged => ("unchanged", Vec::new()),
        Fate::Refused => ("refused", Vec::new()),
    };
    let change = |it: plan::FieldChange| PlannedChange { path: it.path, from: it.from, to: it.to };
    PlannedStep {
        document: step.document as u32,
        called: step.called,
        fate: fate.into(),
        changes: changes.into_iter().map(change).collect(),
    }
}

fn problem(it: plan::Problem) -> ManifestProblem {
    ManifestProblem {
        document: it.document as u32,
        path: it.path,
        message: it.message,
        line: it.line.map(|line| line as u32),
    }
}

/// The type of the objects at a path below one of a type.
fn type_at(id: TypeId, path: &str) -> Option<TypeId> {
    let names = path.split('.').map(|part| part.split('[').next().unwrap_or(part));
    names.filter(|name| !name.is_empty()).try_fold(id, |id, name| schema::field(id, name)?.shape.objects())
}
