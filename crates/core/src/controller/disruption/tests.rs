//! Budgets and evictions, played and written down.

use crate::api::{self, PatchType};
use crate::command::PodReport;
use crate::controller::deployment::fixture::{API, Play};
use crate::object::{Key, Kind, Object};
use expect_test::expect;
use serde_json::json;
use std::sync::Arc;

fn budget(name: &str, fields: &str) -> String {
    format!(
        "
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: {name}}}
spec: {{selector: {{matchLabels: {{app: api}}}}, {fields}}}
"
    )
}

fn status(play: &Play, name: &str) -> String {
    let key = Key::new(Kind::PodDisruptionBudget, "default", name);
    let object = play.cluster.store().get(&key).expect("it is there");
    let budget = object.budget().expect("a budget");
    format!(
        "healthy {} desired {} expected {} allowed {} disrupted {}",
        budget.current_healthy,
        budget.desired_healthy,
        budget.expected_pods,
        budget.disruptions_allowed,
        budget.disrupted.len()
    )
}

/// Seven replicas under a budget.
fn under(fields: &str) -> Play {
    let mut play = Play::new();
    play.create(&API.replace("replicas: 3", "replicas: 7"));
    play.create(&budget("api", fields));
    play.transcript();
    play
}

#[test]
fn a_budget_counts_absolutely_or_by_the_share_rounded_up() {
    let rules = [
        "minAvailable: 5",
        "minAvailable: 50%",
        "maxUnavailable: 2",
        "maxUnavailable: 30%",
        "minAvailable: 9",
    ];
    let counted: Vec<String> =
        rules.map(|rule| format!("{rule}: {}\n", status(&under(rule), "api"))).to_vec();
    expect![[r#"
        minAvailable: 5: healthy 7 desired 5 expected 7 allowed 2 disrupted 0
        minAvailable: 50%: healthy 7 desired 4 expected 7 allowed 3 disrupted 0
        maxUnavailable: 2: healthy 7 desired 5 expected 7 allowed 2 disrupted 0
        maxUnavailable: 30%: healthy 7 desired 4 expected 7 allowed 3 disrupted 0
        minAvailable: 9: healthy 7 desired 9 expected 7 allowed 0 disrupted 0
    "#]]
    .assert_eq(&counted.concat());
}

#[test]
fn evictions_are_granted_until_the_budget_is_spent() {
    let mut play = under("minAvailable: 5");
    let answers: Vec<String> = ["A1", "A2", "A3"].map(|pod| play.evict(pod)).to_vec();
    expect![[r#"
        evicted
        evicted
        TooManyRequests: Cannot evict pod as it would violate the pod's disruption budget."#]]
    .assert_eq(&answers.join("\n"));
    expect!["healthy 7 desired 5 expected 7 allowed 0 disrupted 2"].assert_eq(&status(&play, "api"));
    play.wait(60);
    expect!["healthy 7 desired 5 expected 7 allowed 2 disrupted 0"].assert_eq(&status(&play, "api"));
    assert_eq!(play.evict("A3"), "evicted");
}

#[test]
fn an_evicted_pod_says_why_it_goes() {
    let mut play = under("minAvailable: 5");
    play.evict("A1");
    let terminating = |object: &&Arc<Object>| object.meta.is_terminating();
    let pod = play.cluster.store().list(Kind::Pod, None).find(terminating).expect("it is there");
    let target = pod.pod().and_then(|pod| pod.status.disruption.clone()).expect("a condition");
    assert_eq!((target.is_true(), &*target.reason), (true, "EvictionByEvictionAPI"));
}

#[test]
fn a_pod_under_two_budgets_cannot_be_evicted() {
    let mut play = under("minAvailable: 5");
    play.create(&budget("other", "minAvailable: 1"));
    expect!["InternalError: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."].assert_eq(&play.evict("A1"));
}

#[test]
fn a_pod_that_is_not_ready_goes_while_enough_others_are_healthy() {
    let mut play = under("minAvailable: 6");
    play.report("A1", PodReport::NotReady);
    expect!["healthy 6 desired 6 expected 7 allowed 0 disrupted 0"].assert_eq(&status(&play, "api"));
    let answers = [play.evict("A2"), play.evict("A1")];
    expect![[r#"
        TooManyRequests: Cannot evict pod as it would violate the pod's disruption budget.
        evicted"#]]
    .assert_eq(&answers.join("\n"));
}

#[test]
fn below_the_budget_an_unhealthy_pod_goes_only_under_always_allow() {
    for (policy, answer) in [
        (
            "IfHealthyBudget",
            "TooManyRequests: Cannot evict pod as it would violate the pod's disruption budget.",
        ),
        ("AlwaysAllow", "evicted"),
    ] {
        let mut play = under(&format!("minAvailable: 7, unhealthyPodEvictionPolicy: {policy}"));
        play.report("A1", PodReport::NotReady);
        assert_eq!(play.evict("A1"), answer, "{policy}");
    }
}

#[test]
fn a_pod_that_is_over_needs_no_budget() {
    let mut play = under("minAvailable: 7");
    play.report("A1", PodReport::Failed);
    assert_eq!(play.evict("A1"), "evicted");
}

#[test]
fn a_budget_over_pods_that_nobody_controls_says_so() {
    let mut play = Play::new();
    play.create("{apiVersion: v1, kind: Pod, metadata: {name: lone, labels: {app: api}}, spec: {containers: [{name: c, image: i}]}}");
    play.create(&budget("api", "maxUnavailable: 1"));
    expect![[r#"
        create lone
        lone ready
        UnmanagedPods: Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: api,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.
    "#]].assert_eq(&play.transcript());
    expect!["healthy 1 desired 0 expected 0 allowed 0 disrupted 0"].assert_eq(&status(&play, "api"));
}

#[test]
fn a_pod_and_the_selector_over_it_may_change_in_one_instant() {
    let mut play = Play::new();
    play.create("{apiVersion: v1, kind: Pod, metadata: {name: lone, labels: {app: api}}, spec: {containers: [{name: c, image: i}]}}");
    play.create(&budget("api", "minAvailable: 1").replace("app: api", "app: none"));
    let mut label = |app: &str| {
        let pod = Key::new(Kind::Pod, "default", "lone");
        let change = json!({"metadata": {"labels": {"app": app}}});
        api::patch(&mut play.cluster.world, &pod, PatchType::Strategic, &change).expect("a valid patch");
        let selector = json!({"spec": {"selector": {"matchLabels": {"app": "api"}}}});
        play.patch(Kind::PodDisruptionBudget, "api", selector);
        status(&play, "api")
    };
    expect!["healthy 0 desired 1 expected 0 allowed 0 disrupted 0"].assert_eq(&label("other"));
    expect!["healthy 1 desired 1 expected 1 allowed 0 disrupted 0"].assert_eq(&label("api"));
}

#[test]
fn a_budget_over_no_pods_allows_nothing() {
    let mut play = Play::new();
    play.create(&budget("api", "maxUnavailable: 1"));
    expect![[r#"
        NoPods: No matching pods found
    "#]]
    .assert_eq(&play.transcript());
    expect!["healthy 0 desired 0 expected 0 allowed 0 disrupted 0"].assert_eq(&status(&play, "api"));
}
