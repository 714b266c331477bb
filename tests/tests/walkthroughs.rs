//! The walk-throughs that the examples of the page are for: what somebody who follows one must see happen.

use ordinal_core::journal::{Entry, PodChange};
use ordinal_core::object::{Key, Kind, Object};
use ordinal_core::scenario::{MANIFEST, Scenario};
use ordinal_core::{Command, Millis, Time, Timeline};
use std::sync::Arc;

/// Somebody at a terminal.
struct Walk {
    timeline: Timeline,
}

impl Walk {
    /// The manifest is there and the cluster is empty.
    fn with(manifest: &str) -> Walk {
        let scenario = Scenario::of_manifest(manifest);
        let mut timeline = Timeline::new(scenario.config);
        for (name, content) in scenario.files {
            timeline.apply(Command::File { name, content });
        }
        Walk { timeline }
    }

    /// Types a command, and waits until it has ended. Gives what it wrote, and its exit code.
    fn run(&mut self, line: &str) -> (String, i32) {
        let args: Vec<String> = line.replace("FILE", MANIFEST).split(' ').map(String::from).collect();
        let first = self.timeline.records().len();
        let process =
            self.timeline.apply(Command::Run { args: args.into(), stdin: "".into() }).expect("it starts");
        while self.timeline.cluster().is_running(process) {
            let next = self.timeline.next_at().expect("it ends");
            self.timeline.advance(next);
        }
        let (mut text, mut exit) = (String::new(), -1);
        for record in self.timeline.records().after(first) {
            match &record.entry {
                Entry::Output { process: id, text: part, .. } if *id == process => text += part,
                Entry::Exit { process: id, code } if *id == process => exit = *code,
                _ => {}
            }
        }
        (text, exit)
    }

    /// Types a command that must go well.
    fn must(&mut self, line: &str) -> String {
        let (text, exit) = self.run(line);
        assert_eq!(exit, 0, "{line}: {text}");
        text
    }

    /// Lets so many seconds pass.
    fn wait(&mut self, seconds: u64) {
        self.timeline.advance(self.timeline.now() + Millis::seconds(seconds));
    }

    /// A column of a table, row by row, without its head.
    fn column(&mut self, line: &str, column: usize) -> Vec<String> {
        let table = self.must(line);
        let rows = table.lines().skip(1).filter_map(|row| row.split_whitespace().nth(column));
        rows.map(String::from).collect()
    }

    fn objects(&self, kind: Kind) -> Vec<Arc<Object>> {
        self.timeline.cluster().store().list(kind, None).cloned().collect()
    }

    /// The volume that a claim is bound to.
    fn volume(&self, claim: &str) -> Option<String> {
        let claim =
            self.timeline.cluster().store().get(&Key::new(Kind::PersistentVolumeClaim, "default", claim))?;
        claim.claim()?.volume.as_ref().map(ToString::to_string)
    }

    /// The node that a pod is on.
    fn node(&self, pod: &str) -> Option<String> {
        let pod = self.timeline.cluster().store().get(&Key::new(Kind::Pod, "default", pod))?;
        pod.pod()?.node.as_ref().map(ToString::to_string)
    }

    /// When something last happened to a pod.
    fn last(&self, pod: &str, what: impl Fn(&PodChange) -> bool) -> Time {
        let is_it =
            |entry: &Entry| matches!(entry, Entry::Pod(key, change) if &*key.name == pod && what(change));
        let records = self.timeline.records().rev();
        records.clone().find(|record| is_it(&record.entry)).map(|record| record.at).expect("it happened")
    }

    fn created(&self, pod: &str) -> Time {
        self.last(pod, |change| matches!(change, PodChange::Created(_)))
    }

    fn ready(&self, pod: &str) -> Time {
        self.last(pod, |change| *change == PodChange::Ready(true))
    }

    fn gone(&self, pod: &str) -> Time {
        self.last(pod, |change| *change == PodChange::Gone)
    }

    fn deleting(&self, pod: &str) -> Time {
        self.last(pod, |change| *change == PodChange::Deleting)
    }
}

#[test]
fn names_and_volumes_stick() {
    let mut walk = Walk::with(include_str!("../../web/scenarios/sticky-names.yaml"));
    walk.must("kubectl apply -f FILE");
    walk.wait(60);
    assert_eq!(walk.column("kubectl get sts", 1), ["2/2"]);
    assert_eq!(walk.column("kubectl get pods", 0), ["page-0", "page-1"]);
    let claims = walk.column("kubectl get pvc", 0);
    let volumes: Vec<_> = claims.iter().map(|claim| walk.volume(claim)).collect();
    assert_eq!(walk.column("kubectl get pvc", 1), ["Bound", "Bound"]);
    let first = walk.created("page-0");

    walk.must("kubectl delete pod page-0");
    walk.wait(60);
    assert!(walk.created("page-0") > first, "it is a new pod");
    assert_eq!(walk.column("kubectl get pods", 0), ["page-0", "page-1"]);
    assert_eq!(claims.iter().map(|claim| walk.volume(claim)).collect::<Vec<_>>(), volumes);

    walk.must("kubectl delete -f FILE");
    walk.wait(60);
    assert_eq!(walk.must("kubectl get pods"), "No resources found in default namespace.\n");
    assert_eq!(walk.column("kubectl get pvc", 0), claims);
    claims.iter().for_each(|claim| drop(walk.must(&format!("kubectl delete pvc {claim}"))));
    walk.wait(60);
    assert_eq!(walk.must("kubectl get pvc"), "No resources found in default namespace.\n");
    assert_eq!(walk.must("kubectl get pv"), "No resources found\n");
}

#[test]
fn a_shard_starts_only_when_the_one_before_it_serves() {
    let mut walk = Walk::with(include_str!("../../web/scenarios/sharded-store.yaml"));
    walk.must("kubectl create ns lab-18");
    walk.must("kubectl create -f FILE -n lab-18");
    walk.wait(180);
    assert!(
        walk.ready("store-0") - walk.created("store-0") > Millis::seconds(15),
        "its readiness probe waits so long"
    );
    assert!(walk.created("store-1") >= walk.ready("store-0"));

    let (text, exit) = walk.run("kubectl scale sts misspelt --replicas=4 -n lab-18");
    assert_eq!((text.contains("NotFound"), exit), (true, 1));
    walk.must("kubectl scale sts store --replicas=4 -n lab-18");
    walk.wait(240);
    assert!(walk.created("store-3") >= walk.ready("store-2"));

    walk.must("kubectl patch sts store -n lab-18 -p {\"spec\":{\"replicas\":2}}");
    walk.wait(120);
    assert!(walk.deleting("store-2") >= walk.gone("store-3"), "one at a time, the highest first");
    assert_eq!(walk.column("kubectl get pvc -n lab-18", 0).len(), 4, "claims stay");

    walk.must("kubectl delete ns lab-18");
    walk.wait(120);
    for kind in [Kind::StatefulSet, Kind::Pod, Kind::PersistentVolumeClaim, Kind::PersistentVolume] {
        assert!(walk.objects(kind).is_empty(), "{}", kind.name());
    }
}

#[test]
fn claims_of_a_class_that_is_missing_wait_for_it() {
    let mut walk = Walk::with(include_str!("../../web/scenarios/missing-class.yaml"));
    walk.must("kubectl apply -f FILE");
    walk.wait(60);
    assert_eq!(walk.column("kubectl get pvc", 1), ["Pending"]);
    assert_eq!(walk.node("front-0"), None);

    let class = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast-disk}\n\
                 provisioner: disk.csi.example.com\n";
    walk.timeline.apply(Command::File { name: "class.yaml".into(), content: class.into() });
    walk.must("kubectl apply -f class.yaml");
    walk.wait(180);
    assert_eq!(walk.column("kubectl get pvc", 1), ["Bound", "Bound", "Bound"]);
    let waited = walk.created("front-1") - walk.ready("front-0");
    assert!(
        waited >= Millis::seconds(10),
        "the first counts as available after minReadySeconds: {}",
        waited.0
    );
}

#[test]
fn a_set_outlives_its_service_and_goes_with_its_file() {
    let mut walk = Walk::with(include_str!("../../web/scenarios/web.yaml"));
    let applied = walk.must("kubectl apply -f FILE");
    assert_eq!(applied.lines().filter(|line| line.ends_with(" created")).count(), 3);
    walk.wait(120);
    assert_eq!(walk.column("kubectl get pods", 2), ["Running"; 4]);
    walk.must("kubectl delete service web");
    let (text, exit) = walk.run("kubectl delete -f FILE");
    assert_eq!((text.contains("NotFound"), exit), (true, 1), "the service is gone already");
    walk.wait(60);
    assert!(walk.objects(Kind::Pod).is_empty());
    assert_eq!(walk.objects(Kind::PersistentVolumeClaim).len(), 4);
}

#[test]
fn a_pod_follows_its_disk_and_a_retained_disk_is_not_bound_again() {
    let mut walk = Walk::with(include_str!("../../web/scenarios/static-volumes.yaml"));
    walk.must("kubectl apply -f FILE");
    walk.wait(120);
    let claims = walk.column("kubectl get pvc", 0);
    let home = |walk: &Walk| [0, 1, 2].map(|n| (walk.node(&format!("local-{n}")), walk.volume(&claims[n])));
    let before = home(&walk);
    assert!(before.iter().all(|(node, volume)| node.is_some() && volume.is_some()), "{before:?}");

    walk.must("kubectl delete pod local-0");
    walk.wait(60);
    assert_eq!(home(&walk), before, "the disk is on one node only");

    walk.must("kubectl delete sts local");
    walk.must(&format!("kubectl delete pvc {}", claims[0]));
    walk.wait(60);
    let released = before[0].1.clone().expect("it was bound");
    assert!(walk.must(&format!("kubectl get pv {released}")).contains("Released"));
    walk.must("kubectl apply -f FILE");
    walk.wait(60);
    assert_eq!(walk.volume(&claims[0]), None, "the volume still belongs to the claim that is gone");
}
