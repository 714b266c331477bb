//! What applying a manifest would do, before it is done: the objects it would create, change and leave alone, and what
//! the API server would refuse, field by field. Nothing of it happens: a copy of the cluster tries it.

mod changes;

pub use changes::FieldChange;

use super::apply;
use super::args::Args;
use super::context::Context;
use super::manifest::{self, Document};
use super::resource::singular;
use crate::api::{self, PatchType};
use crate::cluster::Cluster;
use crate::error::{ApiError, Cause, Reason};
use crate::object::{Key, Kind, Object};
use crate::yaml;
use serde_json::Value;
use std::sync::Arc;

/// What applying a manifest would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What would become of each object, in order.
    pub steps: Vec<Step>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// What applying would do with one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The document it is in, from 0; those with nothing in them do not count.
    pub document: usize,
    /// The object; its name is empty where it has none.
    pub key: Key,
    /// It as kubectl calls it, `statefulset.apps/web`.
    pub called: String,
    /// What would become of it.
    pub fate: Fate,
}

/// What would become of an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// It is made.
    Created,
    /// These fields change. None: only the note of what was applied does.
    Configured(Vec<FieldChange>),
    /// It is that already.
    Unchanged,
    /// The API server refuses it.
    Refused,
}

/// Something wrong with a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The document it is in, from 0; those with nothing in them do not count.
    pub document: usize,
    /// The field's path; empty where it is about the whole document.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// The line, from 1, where the text cannot be read.
    pub line: Option<usize>,
}

impl Cluster {
    /// What `kubectl apply` of this text would do now.
    pub fn plan(&self, text: &str) -> Plan {
        let mut copy = self.clone();
        let mut trial = Trial {
            context: Context::new(&mut copy.world, &mut copy.session, ""),
            plan: Plan::default(),
            document: 0,
        };
        let documents = yaml::documents(text);
        for value in documents.values {
            trial.object(value, "");
            trial.document += 1;
        }
        if let Some(error) = documents.error {
            let line = error.line;
            trial.problem(Problem {
                document: trial.document,
                path: String::new(),
                message: error.message,
                line,
            });
        }
        trial.plan
    }
}

/// A manifest that is tried, document by document.
struct Trial<'a> {
    context: Context<'a>,
    plan: Plan,
    document: usize,
}

impl Trial<'_> {
    fn problem(&mut self, problem: Problem) {
        self.plan.problems.push(problem);
    }

    fn complain(&mut self, path: String, message: String) {
        self.problem(Problem { document: self.document, path, message, line: None });
    }

    /// Tries a document, or a part of one that is a list: `within` is that part's path.
    fn object(&mut self, value: Value, within: &str) {
        let is_list = value["kind"].as_str().is_some_and(|kind| kind.ends_with("List"));
        if let Some(items) = value["items"].as_array().filter(|_| is_list) {
            for (at, item) in items.iter().enumerate() {
                self.object(item.clone(), &joined(within, &format!("items[{at}]")));
            }
            return;
        }
        match self.read(value) {
            Ok(document) => self.apply(document, within),
            Err(Cause { field, message }) => self.complain(joined(within, &field), message),
        }
    }

    fn read(&self, value: Value) -> Result<Document, Cause> {
        let cause = |field: &str, message: String| Cause { field: field.into(), message };
        if !value.is_object() {
            return Err(cause("", "an object belongs here: apiVersion, kind, metadata and more".into()));
        }
        let text = |field: &str| value[field].as_str().unwrap_or("");
        for field in ["apiVersion", "kind"] {
            if text(field).is_empty() {
                return Err(cause(field, format!("{field} is missing: it says what kind of object this is")));
            }
        }
        let (version, kind) = (text("apiVersion"), text("kind"));
        if Kind::of(version, kind).is_none() {
            return Err(cause("kind", format!("no matches for kind {kind:?} in version {version:?}")));
        }
        let document = manifest::document(&self.context, &Args::default(), "manifest.yaml", value)
            .map_err(|failure| cause("", failure.message.trim().into()))?;
        if document.key().name.is_empty() {
            return Err(cause("metadata.name", "resource name may not be empty".into()));
        }
        Ok(document)
    }

    fn apply(&mut self, mut document: Document, within: &str) {
        let key = document.key();
        apply::annotate(&mut document.value);
        let fate = self.fate(&document, &key).unwrap_or_else(|error| {
            self.refused(error, within);
            Fate::Refused
        });
        let called = format!("{}/{}", singular(key.kind), key.name);
        self.plan.steps.push(Step { document: self.document, key, called, fate });
    }

    fn fate(&mut self, document: &Document, key: &Key) -> Result<Fate, ApiError> {
        let world = &mut *self.context.world;
        let Some(before) = world.store.get(key).cloned() else {
            return api::create(world, document.value.clone(), &key.namespace).map(|_| Fate::Created);
        };
        let Some(change) = apply::difference(document, &before) else { return Ok(Fate::Unchanged) };
        let after = api::patch(world, key, PatchType::Strategic, &change)?;
        Ok(fate_of(&before, &after))
    }

    fn refused(&mut self, error: ApiError, within: &str) {
        if error.causes.is_empty() {
            let message = if error.reason == Reason::Invalid { error.message } else { error.to_string() };
            return self.complain(within.into(), message);
        }
        for Cause { field, message } in error.causes {
            self.complain(joined(within, &field), message);
        }
    }
}

fn fate_of(before: &Arc<Object>, after: &Arc<Object>) -> Fate {
    if before.meta.resource_version == after.meta.resource_version {
        return Fate::Unchanged;
    }
    Fate::Configured(changes::between(before, after))
}

/// A path below another.
fn joined(within: &str, field: &str) -> String {
    if within.is_empty() || field.is_empty() {
        format!("{within}{field}")
    } else {
        format!("{within}.{field}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::config::Config;
    use expect_test::{Expect, expect};

    const SET: &str = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec:\n  serviceName: web\n  \
                       replicas: 2\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    \
                       spec: {containers: [{name: nginx, image: nginx}]}\n";

    /// A cluster with the set.
    fn cluster() -> Cluster {
        let mut cluster = Cluster::new(Config::default());
        let words = ["kubectl", "apply", "-f", "-"].map(String::from);
        cluster.apply(&Command::Run { args: words.to_vec().into(), stdin: SET.into() });
        cluster
    }

    fn transcript(plan: &Plan) -> String {
        let mut lines = Vec::new();
        for step in &plan.steps {
            let fate = match &step.fate {
                Fate::Created => "created".to_string(),
                Fate::Unchanged => "unchanged".into(),
                Fate::Refused => "refused".into(),
                Fate::Configured(changes) => {
                    let change = |it: &FieldChange| format!("\n  {}: {:?} -> {:?}", it.path, it.from, it.to);
                    format!("configured{}", changes.iter().map(change).collect::<String>())
                }
            };
            lines.push(format!("{} {} {fate}", step.document, step.called));
        }
        for problem in &plan.problems {
            let line = problem.line.map(|line| format!(" line {line}")).unwrap_or_default();
            lines.push(format!("{}{line} {:?} {}", problem.document, problem.path, problem.message));
        }
        lines.join("\n")
    }

    fn check(text: &str, expected: &Expect) {
        let cluster = cluster();
        let version = cluster.store().resource_version();
        expected.assert_eq(&transcript(&cluster.plan(text)));
        assert_eq!(cluster.store().resource_version(), version, "nothing has happened");
    }

    #[test]
    fn what_is_new_is_created_what_is_there_changes_and_the_rest_stays() {
        let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}\n";
        check(
            &format!("{SET}---\n{service}"),
            &expect![[r#"
            0 statefulset.apps/web unchanged
            1 service/web created"#]],
        );
        let changed = SET
            .replace("replicas: 2", "replicas: 3")
            .replace("image: nginx", "image: nginx:1.29, env: [{name: A, value: b}]");
        check(
            &changed,
            &expect![[r#"
            0 statefulset.apps/web configured
              spec.replicas: Some("2") -> Some("3")
              spec.template.spec.containers[0].image: Some("nginx") -> Some("nginx:1.29")
              spec.template.spec.containers[0].env: None -> Some("[{\"name\":\"A\",\"value\":\"b\"}]")"#]],
        );
    }

    #[test]
    fn a_namespace_of_the_same_manifest_counts() {
        let other = SET.replace("{name: web}\nspec", "{name: web, namespace: shop}\nspec");
        check(
            &other,
            &expect![[r#"
            0 statefulset.apps/web refused
            0 "" namespaces "shop" not found"#]],
        );
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
        check(
            &format!("{namespace}---\n{other}"),
            &expect![[r#"
            0 namespace/shop created
            1 statefulset.apps/web created"#]],
        );
    }

    #[test]
    fn every_field_that_is_wrong_is_named_with_its_document() {
        let wrong = SET
            .replace("replicas: 2", "replicas: -2\n  replica: 1")
            .replace("{app: web}}\n  template", "{app: other}}\n  template");
        check(
            &format!("---\n# nothing\n---\n{SET}---\n{wrong}"),
            &expect![[r#"
            0 statefulset.apps/web unchanged
            1 statefulset.apps/web refused
            1 "spec.replica" unknown field"#]],
        );
        check(
            &SET.replace("replicas: 2", "replicas: -2").replace("serviceName: web", "serviceName: other"),
            &expect![[r#"
            0 statefulset.apps/web refused
            0 "spec.replicas" Invalid value: -2: must be greater than or equal to 0
            0 "spec" Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"#]],
        );
        check(
            &SET.replace("replicas: 2", "replicas: many"),
            &expect![[r#"
            0 statefulset.apps/web refused
            0 "spec.replicas" a value of type int32 belongs here, not string"#]],
        );
    }

    #[test]
    fn what_is_no_object_says_what_is_missing() {
        check(
            "colour: green\n",
            &expect![[r#"0 "apiVersion" apiVersion is missing: it says what kind of object this is"#]],
        );
        check(
            "just words\n",
            &expect![[r#"0 "" an object belongs here: apiVersion, kind, metadata and more"#]],
        );
        check(
            "apiVersion: apps/v1\nkind: StatefulSett\nmetadata: {name: x}\n",
            &expect![[r#"0 "kind" no matches for kind "StatefulSett" in version "apps/v1""#]],
        );
        check(
            "apiVersion: v1\nkind: ConfigMap\n",
            &expect![[r#"0 "metadata.name" resource name may not be empty"#]],
        );
        check(
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {}}\n",
            &expect![[r#"
            0 pod/a refused
            0 "items[0].spec.containers" Required value"#]],
        );
        check(
            &format!("{SET}---\na: [1, 2\n"),
            &expect![[r#"
            0 statefulset.apps/web unchanged
            1 line 13 "" error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'"#]],
        );
    }
}
