//! Completion: what the word at the cursor may become.

use super::args::{flag_names, flag_typed, typed};
use super::resource::kind_called;
use super::session::Session;
use super::verbs::{self, VERBS, Verb};
use crate::object::{Key, Kind};
use crate::schema;
use crate::shell::COMMANDS;
use crate::world::World;

/// What the word at the cursor may become, in order.
pub(super) fn complete(world: &World, session: &Session, line: &str, cursor: usize) -> Vec<String> {
    let line = line.get(..cursor).unwrap_or(line);
    let line = line.rsplit(['|', ';', '&', '(']).next().unwrap_or(line);
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let begun = if line.ends_with(char::is_whitespace) { "" } else { words.pop().unwrap_or("") };
    let mut found = Completion { world, session }.candidates(&words, begun);
    found.retain(|candidate| candidate.starts_with(begun) && !words.contains(&candidate.as_str()));
    crate::sort::sort(&mut found);
    found.dedup();
    found
}

/// What there is to complete from.
struct Completion<'a> {
    world: &'a World,
    session: &'a Session,
}

/// The values of flags that have a few.
const VALUES: [(&str, &str); 7] = [
    ("cascade", "background foreground orphan"),
    ("dry-run", "client none server"),
    ("field-selector", "metadata.name= spec.nodeName= status.phase="),
    ("for", "condition=Ready create delete jsonpath="),
    ("output", "custom-columns= go-template= json jsonpath= kyaml name wide yaml"),
    ("sort-by", ".metadata.creationTimestamp .metadata.name"),
    ("type", "ClusterIP ExternalName LoadBalancer NodePort json merge strategic"),
];

impl Completion<'_> {
    fn candidates(&self, words: &[&str], begun: &str) -> Vec<String> {
        let [program, rest @ ..] = words else {
            let names = ["kubectl", "minikube"].into_iter().chain(COMMANDS.iter().map(|(name, _)| *name));
            return names.map(String::from).collect();
        };
        if !matches!(*program, "kubectl" | "k") {
            return self.files();
        }
        // Flags may stand before the verb.
        let (verbs, wanting) = typed("", rest);
        let verb = verbs.first().and_then(|name| VERBS.iter().find(|verb| verb.name == *name));
        match (verb, wanting, verbs.as_slice()) {
            (Some(verb), ..) => self.after(verb, rest, begun),
            (None, Some(flag), _) => self.values(flag, rest, &[]),
            (None, None, []) if begun.starts_with('-') => flags(""),
            (None, None, []) => VERBS.iter().map(|verb| verb.name.to_string()).collect(),
            (None, None, _) => Vec::new(),
        }
    }

    fn after(&self, verb: &Verb, words: &[&str], begun: &str) -> Vec<String> {
        if words.contains(&"--") {
            return COMMANDS.iter().map(|(name, _)| (*name).to_string()).collect();
        }
        let (plain, wanting) = typed((verb.flags)(), words);
        let plain = plain.get(1..).unwrap_or_default();
        if let Some((word, _)) = begun.split_once('=').filter(|_| begun.starts_with('-')) {
            let flag = flag_typed((verb.flags)(), word).unwrap_or(word.trim_start_matches('-'));
            let values = self.values(flag, words, plain);
            return values.iter().map(|value| format!("{word}={value}")).collect();
        }
        match wanting {
            Some(flag) => self.values(flag, words, plain),
            None if begun.starts_with('-') => flags((verb.flags)()),
            None => self.arguments(verb.name, words, plain, begun),
        }
    }

    /// The values of a flag, where they are known.
    fn values(&self, flag: &str, words: &[&str], plain: &[&str]) -> Vec<String> {
        match flag {
            "namespace" => self.names(Kind::Namespace, None),
            "filename" | "from-file" | "from-env-file" | "patch-file" => self.files(),
            "container" | "target" | "containers" => self.containers(words, plain),
            "selector" => self.labels(&self.namespace(words)),
            "context" | "cluster" => vec!["ordinal".into()],
            flag => {
                let values = VALUES.iter().find(|(known, _)| *known == flag).map_or("", |(_, values)| values);
                values.split_whitespace().map(String::from).collect()
            }
        }
    }

    fn files(&self) -> Vec<String> {
        self.session.files().map(|(name, _)| name.to_string()).collect()
    }

    /// The containers of the pod that is named, or of all.
    fn containers(&self, words: &[&str], plain: &[&str]) -> Vec<String> {
        let namespace = self.namespace(words);
        let named = plain.iter().rev().map(|word| word.rsplit('/').next().unwrap_or(word));
        let mut named = named.filter_map(|name| self.world.store.get(&Key::new(Kind::Pod, &namespace, name)));
        let pods = match named.next() {
            Some(pod) => vec![pod],
            None => self.world.store.list(Kind::Pod, Some(&namespace)).collect(),
        };
        let containers = pods.iter().filter_map(|pod| pod.pod()).flat_map(|pod| pod.spec.in_order());
        containers.map(|(_, container)| container.name.to_string()).collect()
    }

    /// The labels of pods, as a selector has them.
    fn labels(&self, namespace: &str) -> Vec<String> {
        let pods = self.world.store.list(Kind::Pod, Some(namespace));
        pods.flat_map(|pod| pod.meta.labels.iter().map(|(key, value)| format!("{key}={value}"))).collect()
    }

    /// The namespace that a line is about.
    fn namespace(&self, words: &[&str]) -> String {
        let at = words.iter().position(|word| matches!(*word, "-n" | "--namespace"));
        let apart = at.and_then(|at| words.get(at + 1).copied());
        let joined = words.iter().find_map(|word| word.strip_prefix("--namespace="));
        apart.or(joined).unwrap_or(self.session.namespace()).into()
    }

    fn arguments(&self, verb: &str, words: &[&str], plain: &[&str], begun: &str) -> Vec<String> {
        let namespace = self.namespace(words);
        let within = |kind| self.names(kind, Some(&namespace));
        let parts: Vec<String> = verbs::parts(verb).filter(|_| plain.is_empty()).map(String::from).collect();
        if !parts.is_empty() {
            return parts;
        }
        match (verb, plain) {
            ("explain", []) if begun.contains('.') => fields(begun),
            ("exec" | "logs" | "port-forward", []) if !begun.contains('/') => within(Kind::Pod),
            ("exec" | "logs" | "port-forward", [_, ..]) => Vec::new(),
            ("cordon" | "uncordon" | "drain", _) => within(Kind::Node),
            ("config", ["use-context", ..]) => vec!["ordinal".into()],
            _ if begun.contains('/') => self.by_pairs(&namespace, begun),
            ("top", [kind, ..]) => within(if *kind == "node" { Kind::Node } else { Kind::Pod }),
            ("rollout" | "set", [_, kind, ..]) | (_, [kind, ..]) if kind_called(kind).is_some() => {
                kind_called(kind).map(within).unwrap_or_default()
            }
            ("rollout" | "set", [_]) | (_, []) => kinds(begun),
            _ => Vec::new(),
        }
    }

    /// `sts/w`: the names of the kind, behind it.
    fn by_pairs(&self, namespace: &str, begun: &str) -> Vec<String> {
        let Some((word, _)) = begun.split_once('/') else { return Vec::new() };
        let names = kind_called(word).map(|kind| self.names(kind, Some(namespace))).unwrap_or_default();
        names.into_iter().map(|name| format!("{word}/{name}")).collect()
    }

    fn names(&self, kind: Kind, namespace: Option<&str>) -> Vec<String> {
        self.world.store.list(kind, namespace).map(|object| object.meta.name.to_string()).collect()
    }
}

fn flags(notation: &'static str) -> Vec<String> {
    flag_names(notation).map(|name| format!("--{name}")).collect()
}

/// The kinds, by all their names; behind a comma one more.
fn kinds(begun: &str) -> Vec<String> {
    let before = begun.rfind(',').map_or("", |at| &begun[..=at]);
    let names = |info: &crate::object::KindInfo| {
        let singular = info.name.to_ascii_lowercase();
        let names = info.short.iter().map(ToString::to_string).chain([singular, info.plural.to_string()]);
        names.collect::<Vec<_>>()
    };
    let kinds = Kind::all().iter().flat_map(names).chain(["all".to_string()]);
    kinds.map(|name| format!("{before}{name}")).collect()
}

/// `sts.spec.r`: the fields there.
fn fields(begun: &str) -> Vec<String> {
    let (path, _) = begun.rsplit_once('.').unwrap_or((begun, ""));
    let mut names = path.split('.');
    let kind = names.next().and_then(kind_called);
    let top = kind.and_then(|kind| schema::lookup(&kind.api_version(), kind.name()));
    let place = |id, name: &str| schema::field(id, name).and_then(|field| field.shape.objects());
    let place = names.fold(top, |at, name| at.and_then(|id| place(id, name)));
    place.into_iter().flat_map(schema::fields).map(|field| format!("{path}.{}", field.name)).collect()
}
