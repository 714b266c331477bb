//! Which objects a command is about: `pods`, `pod web-0`, `pod/web-0`, `sts,pvc`, `statefulsets.apps`, `all`.

use super::failure::Failure;
use crate::object::Kind;

/// What `all` means, in the order of the server's groups.
pub(super) const ALL: [Kind; 9] = [
    Kind::Pod,
    Kind::Service,
    Kind::DaemonSet,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::HorizontalPodAutoscaler,
    Kind::CronJob,
    Kind::Job,
];

/// What a command names: kinds, and perhaps one object of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The kind.
    pub kind: Kind,
    /// The object's name; all objects of the kind where there is none.
    pub name: Option<String>,
}

/// The objects a command names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Them, in the order in which they are named.
    pub wanted: Vec<Wanted>,
    /// Whether kinds are told apart in the output, because several were asked for.
    pub several_kinds: bool,
}

impl Selection {
    /// Whether objects are named, rather than all of a kind asked for.
    pub fn is_named(&self) -> bool {
        self.wanted.iter().all(|wanted| wanted.name.is_some())
    }

    /// The kinds, each once.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds = Vec::new();
        for wanted in &self.wanted {
            if !kinds.contains(&wanted.kind) {
                kinds.push(wanted.kind);
            }
        }
        kinds
    }

    /// An error when no object is named (`scale sts --replicas=2`).
    ///
    /// # Errors
    /// Then.
    pub fn require_names(self) -> Result<Selection, Failure> {
        let named = self.is_named();
        named
            .then_some(self)
            .ok_or_else(|| Failure::error("resource(s) were provided, but no name was specified"))
    }
}

/// A kind's name in messages and in `-o name`: `pod`, `statefulset.apps`.
pub(crate) fn singular(kind: Kind) -> String {
    let info = kind.info();
    let name = info.name.to_ascii_lowercase();
    if info.group.is_empty() { name } else { format!("{name}.{}", info.group) }
}

/// A kind that is called by its plural, singular or short name, with or without version and group.
pub(crate) fn kind_called(word: &str) -> Option<Kind> {
    let word = word.to_ascii_lowercase();
    let (name, qualifier) =
        word.split_once('.').map_or((word.as_str(), None), |(name, group)| (name, Some(group)));
    let kinds = Kind::all().iter().map(|info| info.kind);
    kinds.into_iter().find(|kind| is_called(*kind, name) && qualifier.is_none_or(|q| is_of(*kind, q)))
}

fn is_called(kind: Kind, name: &str) -> bool {
    let info = kind.info();
    info.plural == name || info.name.eq_ignore_ascii_case(name) || info.short.contains(&name)
}

/// Whether a kind is of a group, of a version, or of a version of a group.
fn is_of(kind: Kind, qualifier: &str) -> bool {
    let info = kind.info();
    let group = qualifier.strip_prefix(info.version).map_or(qualifier, |rest| rest.trim_start_matches('.'));
    group == info.group
}

fn kinds_called(word: &str) -> Result<Vec<Kind>, Failure> {
    let mut kinds = Vec::new();
    for name in word.split(',') {
        match kind_called(name) {
            _ if name == "all" => kinds.extend(ALL),
            Some(kind) => kinds.push(kind),
            None => return Err(unknown(name)),
        }
    }
    Ok(kinds)
}

fn unknown(name: &str) -> Failure {
    match name {
        "" => Failure::error("arguments in resource/name form must have a single resource and name"),
        name if is_absent(name) => Failure::error(format!(
            "resource type {name:?} is not simulated here; kubectl api-resources lists those that are there"
        )),
        _ => Failure::error(format!("the server doesn't have a resource type {name:?}")),
    }
}

/// Whether it is a kind that real clusters have from the start, by one of its names.
pub(super) fn is_absent(name: &str) -> bool {
    const ABSENT: &str = "apiservice apiservices certificatesigningrequest certificatesigningrequests \
         componentstatus componentstatuses crd crds cs csidriver csidrivers csinode csinodes csistoragecapacities \
         csistoragecapacity csr customresourcedefinition customresourcedefinitions ingressclass ingressclasses lease \
         leases limitrange limitranges limits podtemplate podtemplates quota rc replicationcontroller \
         replicationcontrollers resourcequota resourcequotas runtimeclass runtimeclasses volumeattachment \
         volumeattachments volumeattributesclass volumeattributesclasses volumesnapshot volumesnapshotclass \
         volumesnapshots";
    ABSENT.split_whitespace().any(|absent| absent == name)
}

/// Reads the words of a command (`resource.Builder.ResourceTypeOrNameArgs`).
///
/// # Errors
/// For kinds that the server does not have, and for words that do not go together.
pub(crate) fn select(words: &[String]) -> Result<Selection, Failure> {
    if words.iter().any(|word| word.contains('/')) {
        return by_pairs(words);
    }
    let Some((kinds, names)) = words.split_first() else { return Ok(Selection::default()) };
    let several_kinds = kinds == "all" || kinds.contains(',');
    let kinds = kinds_called(kinds)?;
    let wanted = match names {
        [] => kinds.iter().map(|kind| Wanted { kind: *kind, name: None }).collect(),
        names => {
            let of = |kind: &Kind| {
                names.iter().map(|name| Wanted { kind: *kind, name: Some(name.clone()) }).collect::<Vec<_>>()
            };
            kinds.iter().flat_map(of).collect()
        }
    };
    Ok(Selection { wanted, several_kinds })
}

/// `pod/web-0 sts/web`.
fn by_pairs(words: &[String]) -> Result<Selection, Failure> {
    let mut wanted = Vec::new();
    for word in words {
        let (kind, name) = word.split_once('/').ok_or_else(mixed)?;
        if kind.is_empty() || name.is_empty() || name.contains('/') {
            return Err(unknown(""));
        }
        let kind = kind_called(kind).ok_or_else(|| unknown(kind))?;
        wanted.push(Wanted { kind, name: Some(name.into()) });
    }
    let selection = Selection { wanted, several_kinds: false };
    Ok(Selection { several_kinds: selection.kinds().len() > 1, ..selection })
}

fn mixed() -> Failure {
    Failure::error(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name \
         form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(line: &str) -> String {
        let words: Vec<String> = line.split(' ').map(String::from).collect();
        let name = |wanted: &Wanted| match &wanted.name {
            Some(name) => format!("{}/{name}", wanted.kind.name()),
            None => wanted.kind.name().to_string(),
        };
        match select(&words) {
            Ok(selection) => selection.wanted.iter().map(name).collect::<Vec<_>>().join(" "),
            Err(failure) => failure.message,
        }
    }

    #[test]
    fn kinds_go_by_many_names() {
        for word in ["sts", "statefulset", "StatefulSets", "statefulsets.apps", "statefulset.v1.apps"] {
            assert_eq!(show(word), "StatefulSet", "{word}");
        }
    }

    #[test]
    fn names_follow_kinds_or_stand_beside_them() {
        assert_eq!(show("pods web-0 web-1"), "Pod/web-0 Pod/web-1");
        assert_eq!(show("po/web-0 sts/web"), "Pod/web-0 StatefulSet/web");
        assert_eq!(show("sts,svc web"), "StatefulSet/web Service/web");
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        assert_eq!(show("nonsense"), "error: the server doesn't have a resource type \"nonsense\"\n");
        assert!(show("pods po/web-0").starts_with("error: there is no need to specify a resource type"));
        assert!(show("pod/").starts_with("error: arguments in resource/name form"));
    }
}
