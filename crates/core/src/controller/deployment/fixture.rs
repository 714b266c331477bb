//! What the tests of Deployments, ReplicaSets and budgets share: a cluster that is told what to do, and a transcript of
//! what came of it.

use crate::api::{self, PatchType};
use crate::cluster::Cluster;
use crate::command::{Behaviour, Command, PodReport};
use crate::config::{Config, KubeletMode};
use crate::journal::{Entry, PodChange};
use crate::object::{Key, Kind};
use crate::store::{DeleteOptions, Propagation};
use crate::time::Millis;
use crate::yaml;
use serde_json::Value;
use std::collections::BTreeMap;

/// Three replicas of an application.
pub(crate) const API: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 3
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: nginx, image: 'nginx:1'}]}
";

/// The sources whose Events a transcript shows.
const SOURCES: [&str; 3] = ["deployment-controller", "replicaset-controller", "controllermanager"];

/// A cluster and what has happened in it.
pub(crate) struct Play {
    pub cluster: Cluster,
    lines: String,
    decisions: String,
    /// Short names for generated ones: ReplicaSets are `A`, `B`…, their pods `A1`, `A2`…
    short: BTreeMap<String, String>,
}

impl Play {
    /// A cluster in which pods become Ready by themselves.
    pub fn new() -> Play {
        Play::with(KubeletMode::Ready)
    }

    pub fn with(kubelet: KubeletMode) -> Play {
        let cluster = Cluster::new(Config { kubelet, ..Config::default() });
        Play { cluster, lines: String::new(), decisions: String::new(), short: BTreeMap::new() }
    }

    /// Creates what a manifest describes, and lets a minute pass.
    pub fn create(&mut self, manifest: &str) {
        for document in yaml::documents(manifest).values {
            api::create(&mut self.cluster.world, document, "default").expect("a valid manifest");
        }
        self.wait(60);
    }

    /// Changes an object by a strategic merge patch, and lets a minute pass.
    pub fn patch(&mut self, kind: Kind, name: &str, patch: Value) {
        let key = Key::new(kind, "default", &self.long(name));
        api::patch(&mut self.cluster.world, &key, PatchType::Strategic, &patch).expect("a valid patch");
        self.wait(60);
    }

    /// Deletes an object, and lets a minute pass.
    pub fn delete(&mut self, kind: Kind, name: &str, propagation: Propagation) {
        let key = Key::new(kind, "default", &self.long(name));
        let options = DeleteOptions { propagation, ..DeleteOptions::default() };
        api::delete(&mut self.cluster.world, &key, options).expect("it is there");
        self.wait(60);
    }

    /// Evicts a pod, and says what the API server answers.
    pub fn evict(&mut self, pod: &str) -> String {
        let key = Key::new(Kind::Pod, "default", &self.long(pod));
        let answer = api::evict(&mut self.cluster.world, &key, None);
        answer.map_or_else(|error| format!("{}: {error}", error.reason.name()), |()| "evicted".into())
    }

    /// Has a kubelet report a pod as something, and lets a minute pass.
    pub fn report(&mut self, pod: &str, report: PodReport) {
        let pod = self.long(pod).as_str().into();
        self.cluster.apply(&Command::Report { namespace: "default".into(), pod, report });
        self.wait(60);
    }

    pub fn behave(&mut self, kubelet: KubeletMode) {
        self.cluster.apply(&Command::Behave(Behaviour { kubelet: Some(kubelet), ..Behaviour::default() }));
    }

    /// Lets seconds pass.
    pub fn wait(&mut self, seconds: u64) {
        self.cluster.apply(&Command::Behave(Behaviour::default()));
        self.cluster.advance(self.cluster.now() + Millis::seconds(seconds));
        for record in self.cluster.take_journal() {
            self.note(&record.entry);
        }
    }

    fn note(&mut self, entry: &Entry) {
        let line = match entry {
            Entry::Pod(key, PodChange::Created(created)) => {
                self.name(&key.name, created.owners.first().map(|owner| &*owner.name));
                format!("create {}", key.name)
            }
            Entry::Pod(key, PodChange::Ready(ready)) => {
                format!("{} {}", key.name, if *ready { "ready" } else { "not ready" })
            }
            Entry::Pod(key, PodChange::Deleting) => format!("{} deleting", key.name),
            Entry::Pod(key, PodChange::Owners(owners)) => {
                let owners: Vec<&str> = owners.iter().map(|owner| &*owner.name).collect();
                format!("{} owners={owners:?}", key.name)
            }
            Entry::Pod(key, PodChange::Gone) => format!("delete {}", key.name),
            Entry::Decision(decision) => {
                self.decisions += &format!("{}: {}\n", decision.about, decision.sentence());
                return;
            }
            Entry::Event(event) if SOURCES.contains(&&*event.source) => {
                format!("{}: {}", event.reason, event.message)
            }
            _ => return,
        };
        self.lines += &line;
        self.lines.push('\n');
    }

    /// Gives a pod, and its ReplicaSet if that is new, a short name.
    fn name(&mut self, pod: &str, set: Option<&str>) {
        let Some(set) = set else { return };
        let sets = self.short.values().filter(|short| short.len() == 1).count();
        let letter = || char::from(b'A' + u8::try_from(sets).unwrap_or(25)).to_string();
        let set = self.short.entry(set.to_string()).or_insert_with(letter).clone();
        let number = self.short.values().filter(|short| short.starts_with(&set)).count();
        self.short.insert(pod.to_string(), format!("{set}{number}"));
    }

    fn long(&self, name: &str) -> String {
        let found = self.short.iter().find(|(_, short)| *short == name);
        found.map_or_else(|| name.to_string(), |(long, _)| long.clone())
    }

    /// What has happened since the last call, with short names.
    pub fn transcript(&mut self) -> String {
        let lines = std::mem::take(&mut self.lines);
        self.shorten(&lines)
    }

    /// What Deployments and their ReplicaSets have decided since the last call, with short names.
    pub fn decisions(&mut self) -> String {
        let lines = std::mem::take(&mut self.decisions);
        let own = |line: &&str| line.starts_with("Deployment/") || line.starts_with("ReplicaSet/");
        self.shorten(&lines.lines().filter(own).map(|line| format!("{line}\n")).collect::<String>())
    }

    /// A text with short names. Longer names first: a pod's begins with its ReplicaSet's.
    pub fn shorten(&self, text: &str) -> String {
        self.short.iter().rev().fold(text.to_string(), |text, (long, short)| text.replace(long, short))
    }

    /// The ReplicaSets, oldest first: replicas, and the revision's number with those it had before.
    pub fn sets(&self) -> String {
        let mut sets: Vec<_> = self.cluster.store().list(Kind::ReplicaSet, Some("default")).collect();
        sets.sort_by_key(|set| set.meta.uid);
        let line = |set: &&std::sync::Arc<crate::object::Object>| {
            let of = |name: &str| {
                set.meta.annotation(&format!("deployment.kubernetes.io/{name}")).map_or("", |text| &**text)
            };
            let replicas = set.replica_set().map_or(0, |set| set.replicas);
            format!(
                "{}: {replicas}, revision {} history [{}]\n",
                set.meta.name,
                of("revision"),
                of("revision-history")
            )
        };
        self.shorten(&sets.iter().map(line).collect::<String>())
    }

    /// The Deployment's counts and conditions.
    pub fn status(&self) -> String {
        let object =
            self.cluster.store().get(&Key::new(Kind::Deployment, "default", "api")).expect("it is there");
        let status = &object.deployment().expect("a Deployment").status;
        let mut text = format!(
            "replicas {} updated {} ready {} available {}\n",
            status.replicas, status.updated, status.ready, status.available
        );
        for (kind, found) in
            [("Available", &status.available_condition), ("Progressing", &status.progressing)]
        {
            if let Some(condition) = found {
                text += &format!(
                    "{kind} {} {}: {}\n",
                    condition.status.name(),
                    condition.reason,
                    condition.message
                );
            }
        }
        self.shorten(&text)
    }
}
