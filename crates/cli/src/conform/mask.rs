//! Masks what differs from run to run: ages, times, versions, addresses, UIDs and random suffixes.

use ordinal_core::journal::{ClaimChange, Entry, PodChange, Record, Records};
use ordinal_core::object::{Key, Kind, Name, Object, OwnerRef, Uid};
use ordinal_core::store::Store;
use regex_lite::Regex;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The rules that need to know nothing of the cluster, in the order in which they are applied.
#[derive(Debug)]
pub struct Masks {
    rules: Vec<(Regex, &'static str)>,
    blanks: Regex,
    names: Names,
}

/// What stands for what: each pattern and its mask. `$1` and `$2` are what stands around it.
const RULES: [(&str, &str); 6] = [
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>"),
    (r"\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", "<time>"),
    (r#"(resourceVersion"?: )"\d+""#, "$1\"<rv>\""),
    (r"(^|[\s(=])(?:\d+[smhdy])+($|[\s),])", "$1<age>$2"),
    (r"(^|[\s(=])<unknown>($|[\s),]*ago)", "$1<age>$2"),
    (r"\b10\.\d{1,3}\.\d{1,3}\.\d{1,3}\b", "IP"),
];

impl Default for Masks {
    fn default() -> Masks {
        let rules = RULES.into_iter().map(|(text, mask)| (pattern(text), mask)).collect();
        Masks { rules, blanks: pattern(r"\s+"), names: Names::default() }
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of this file are patterns")
}

impl Masks {
    /// Learns the UIDs and generated names of the objects there are and of those that were made meanwhile.
    pub fn learn(&mut self, store: &Store, records: Records<'_>) {
        records.for_each(|record| self.names.learn_record(record));
        let kinds = Kind::all().iter().map(|info| info.kind);
        let mut objects: Vec<&Object> = kinds.flat_map(|kind| store.list(kind, None)).map(|o| &**o).collect();
        objects.sort_by_key(|object| object.meta.uid);
        objects.into_iter().for_each(|object| self.names.learn_object(object));
    }

    /// A text with its UIDs and generated names masked.
    pub fn name(&self, text: &str) -> String {
        self.names.mask(text)
    }

    /// A line with everything masked, its blanks squeezed.
    pub fn line(&self, line: &str) -> String {
        let squeezed = self.blanks.replace_all(line.trim(), " ").into_owned();
        let masked = self.rules.iter().fold(squeezed, |line, (rule, mask)| apply(rule, mask, &line));
        self.name(&masked)
    }

    /// The lines of an output, masked, without the empty ones at its end.
    pub fn lines<'a>(&self, lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut lines: Vec<String> = lines.into_iter().map(|line| self.line(line)).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }
}

/// Twice, because two that stand side by side share the blank between them.
fn apply(rule: &Regex, mask: &str, line: &str) -> String {
    let once = rule.replace_all(line, mask).into_owned();
    rule.replace_all(&once, mask).into_owned()
}

/// The UIDs and generated names seen so far, and what stands for each.
#[derive(Debug, Default)]
struct Names {
    /// By length, longest first, because one name can begin with another.
    masks: BTreeMap<(Reverse<usize>, String), String>,
    /// How many objects have had each mask of a UID.
    incarnations: BTreeMap<String, u32>,
    uids: BTreeSet<Uid>,
}

impl Names {
    fn learn_record(&mut self, record: &Record) {
        match &record.entry {
            Entry::Claim(key, ClaimChange::Created { uid, .. }) => self.learn_uid(key, *uid),
            Entry::Pod(key, PodChange::Created(created)) => {
                self.learn_uid(key, created.uid);
                self.learn_pod(&key.name, &created.owners);
            }
            _ => {}
        }
    }

    fn learn_object(&mut self, object: &Object) {
        self.learn_uid(&object.key(), object.meta.uid);
        let (name, controller) = (&object.meta.name, object.meta.controller());
        match (object.meta.kind, controller) {
            (Kind::EndpointSlice, Some(service)) => self.insert(name, format!("{}-RAND", service.name)),
            (Kind::ReplicaSet, Some(deployment)) => self.insert(name, format!("{}-HASH", deployment.name)),
            (Kind::Pod, _) => self.learn_pod(name, &object.meta.owners),
            _ => {}
        }
    }

    /// A ReplicaSet's pods have random names, and the set's own name has a hash in it.
    fn learn_pod(&mut self, name: &Name, owners: &[OwnerRef]) {
        let Some(set) = owners.iter().find(|owner| owner.kind == Kind::ReplicaSet) else { return };
        if let Some((deployment, _)) = set.name.rsplit_once('-') {
            self.insert(&set.name, format!("{deployment}-HASH"));
            self.insert(name, format!("{deployment}-HASH-RAND"));
        }
    }

    fn learn_uid(&mut self, key: &Key, uid: Uid) {
        if !self.uids.insert(uid) {
            return;
        }
        let mask = match key.kind {
            Kind::PersistentVolumeClaim => format!("UID({}/{})", key.namespace, key.name),
            kind => format!("UID({}/{})", kind.name(), key.name),
        };
        let count = self.incarnations.entry(mask.clone()).or_default();
        *count += 1;
        let mask = if *count == 1 { mask } else { format!("{mask}#{count}") };
        self.insert(&uid.to_string(), mask);
    }

    fn insert(&mut self, text: &str, mask: String) {
        self.masks.insert((Reverse(text.len()), text.into()), mask);
    }

    fn mask(&self, text: &str) -> String {
        let replace = |text: String, ((_, name), mask): (&(_, String), &String)| {
            if text.contains(name.as_str()) { text.replace(name.as_str(), mask) } else { text }
        };
        self.masks.iter().fold(text.to_owned(), replace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    const OUTPUT: &str = r#"
NAME       READY   STATUS    RESTARTS      AGE    IP            NODE
web-0      1/1     Running   2 (3s ago)    2m30s  10.244.0.17   node-a
node-a     Ready   <none>    4d2h   192.0.2.1
Tolerations:   node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
    resourceVersion: "4711"
    creationTimestamp: "2026-01-01T00:00:12Z"
Start Time:    Thu, 01 Jan 2026 00:00:12 +0000
Endpoints:     10.244.0.17:80,10.244.1.3:80
terminationGracePeriodSeconds: 10
web-d8d78646d

"#;

    #[test]
    fn what_a_clock_or_a_counter_says_is_masked() {
        let lines = Masks::default().lines(OUTPUT.lines());
        expect![[r#"

            NAME READY STATUS RESTARTS AGE IP NODE
            web-0 1/1 Running 2 (<age> ago) <age> IP node-a
            node-a Ready <none> <age> 192.0.2.1
            Tolerations: node.kubernetes.io/not-ready:NoExecute op=Exists for <age>
            resourceVersion: "<rv>"
            creationTimestamp: "<time>"
            Start Time: <time>
            Endpoints: IP:80,IP:80
            terminationGracePeriodSeconds: 10
            web-d8d78646d"#]]
        .assert_eq(&lines.join("\n"));
    }

    #[test]
    fn a_masked_line_is_left_as_it_is() {
        let masks = Masks::default();
        let once = masks.lines(OUTPUT.lines());
        assert_eq!(masks.lines(once.iter().map(String::as_str)), once);
    }

    #[test]
    fn a_uid_is_named_after_its_object_and_a_second_one_is_numbered() {
        let mut names = Names::default();
        let claim = Key::new(Kind::PersistentVolumeClaim, "default", "www-web-1");
        let set = Key::new(Kind::StatefulSet, "default", "web");
        for (key, uid) in [(&claim, 1), (&set, 2), (&claim, 3), (&claim, 3)] {
            names.learn_uid(key, Uid(uid));
        }
        let volumes = format!("pvc-{} pvc-{} uid: {}", Uid(1), Uid(3), Uid(2));
        let masked = "pvc-UID(default/www-web-1) pvc-UID(default/www-web-1)#2 uid: UID(StatefulSet/web)";
        assert_eq!(names.mask(&volumes), masked);
    }

    #[test]
    fn the_names_of_a_deployments_pods_are_masked_with_their_sets() {
        let mut names = Names::default();
        let mut set = ordinal_core::object::Meta::new(Kind::ReplicaSet, "default", "api-5d9c7b8f6d");
        set.uid = Uid(7);
        names.learn_pod(&"api-5d9c7b8f6d-x2x4z".into(), &[set.controller_ref()]);
        let masked = names.mask("api-5d9c7b8f6d-x2x4z of api-5d9c7b8f6d");
        assert_eq!(masked, "api-HASH-RAND of api-HASH");
    }
}
