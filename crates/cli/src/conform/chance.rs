//! Orders that a real control plane leaves to chance, so that no recording can say which is right.
//!
//! There is one: the claims of a single new pod. `getPersistentVolumeClaims` returns a Go map and
//! `createPersistentVolumeClaims` ranges over it, so that a set with two templates makes them in either order, from one
//! pod to the next; the model has the templates' order. The order of anything else, the claims of two pods among it,
//! counts.

/// Lines of a step in which each pod's new claims, and their Events, stand in the order of their names.
///
/// `pods` are the step's lines about pods: they say which were created.
pub fn settled(mut lines: Vec<String>, pods: &[String]) -> Vec<String> {
    let created: Vec<&str> = pods.iter().filter_map(|line| created(line)).collect();
    lines
        .chunk_by_mut(|a, b| pod(a, &created).is_some_and(|of| pod(b, &created) == Some(of)))
        .for_each(<[_]>::sort);
    lines
}

/// What a line says was created.
fn created(line: &str) -> Option<&str> {
    line.strip_prefix("create ")?.split(' ').next()
}

/// The pod for which a line says a claim was created.
fn pod<'a>(line: &str, pods: &[&'a str]) -> Option<&'a str> {
    let claim = match line.strip_prefix("Normal SuccessfulCreate Create Claim ") {
        Some(event) => event.split(' ').next()?,
        None => created(line)?,
    };
    let of = |pod: &&&str| claim.strip_suffix(**pod).is_some_and(|template| template.ends_with('-'));
    pods.iter().filter(of).max_by_key(|pod| pod.len()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Vec<String> {
        let pods = [
            "create web-0 revision=web-1 owners=[]",
            "create web-1 revision=web-1 owners=[]",
            "web-0 Running",
        ];
        settled(lines.iter().map(|line| (*line).to_owned()).collect(), &pods.map(str::to_owned))
    }

    #[test]
    fn claims_of_one_pod_come_in_any_order() {
        let either = [
            ["create log-web-0 owners=[]", "create data-web-0 owners=[]"],
            ["create data-web-0 owners=[]", "create log-web-0 owners=[]"],
        ];
        assert_eq!(of(&either[0]), of(&either[1]));
        let event = |claim: &str| {
            format!("Normal SuccessfulCreate Create Claim {claim} Pod web-0 in StatefulSet web success")
        };
        let (log, data) = (event("log-web-0"), event("data-web-0"));
        assert_eq!(of(&[&log, &data]), of(&[&data, &log]));
    }

    #[test]
    fn claims_of_two_pods_do_not() {
        assert_ne!(
            of(&["create data-web-1 owners=[]", "create data-web-0 owners=[]"]),
            of(&["create data-web-0 owners=[]", "create data-web-1 owners=[]"])
        );
    }

    #[test]
    fn nothing_else_is_moved() {
        let lines =
            ["log-web-0 Bound", "data-web-0 Bound", "create other owners=[]", "create another owners=[]"];
        assert_eq!(of(&lines), lines);
    }
}
