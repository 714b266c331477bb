//! Deployments, played and written down.

use super::fixture::{API, Play};
use crate::config::KubeletMode;
use crate::object::{Key, Kind};
use crate::store::Propagation;
use expect_test::expect;
use serde_json::{Value, json};

fn image(image: &str) -> Value {
    json!({"spec": {"template": {"spec": {"containers": [{"name": "nginx", "image": image}]}}}})
}

/// The API Deployment with more in its spec.
fn api(fields: &str) -> String {
    format!("{API}  {fields}\n")
}

#[test]
fn a_deployment_creates_all_its_pods_at_once() {
    let mut play = Play::new();
    play.create(API);
    expect![[r#"
        ScalingReplicaSet: Scaled up replica set A from 0 to 3
        SuccessfulCreate: Created pod: A1
        SuccessfulCreate: Created pod: A2
        SuccessfulCreate: Created pod: A3
        create A1
        create A2
        create A3
        A1 ready
        A2 ready
        A3 ready
    "#]]
    .assert_eq(&play.transcript());
    expect![[r#"
        replicas 3 updated 3 ready 3 available 3
        Available True MinimumReplicasAvailable: Deployment has minimum availability.
        Progressing True NewReplicaSetAvailable: ReplicaSet "A" has successfully progressed.
    "#]]
    .assert_eq(&play.status());
}

#[test]
fn a_rolling_update_surges_and_keeps_all_replicas_available() {
    let mut play = Play::new();
    play.create(API);
    play.transcript();
    play.patch(Kind::Deployment, "api", image("nginx:2"));
    expect![[r#"
        ScalingReplicaSet: Scaled up replica set B from 0 to 1
        SuccessfulCreate: Created pod: B1
        create B1
        B1 ready
        ScalingReplicaSet: Scaled down replica set A from 3 to 2
        SuccessfulDelete: Deleted pod: A2
        A2 deleting
        ScalingReplicaSet: Scaled up replica set B from 1 to 2
        SuccessfulCreate: Created pod: B2
        create B2
        A2 not ready
        delete A2
        B2 ready
        ScalingReplicaSet: Scaled down replica set A from 2 to 1
        SuccessfulDelete: Deleted pod: A3
        A3 deleting
        ScalingReplicaSet: Scaled up replica set B from 2 to 3
        SuccessfulCreate: Created pod: B3
        create B3
        A3 not ready
        delete A3
        B3 ready
        ScalingReplicaSet: Scaled down replica set A from 1 to 0
        SuccessfulDelete: Deleted pod: A1
        A1 deleting
        A1 not ready
        delete A1
    "#]]
    .assert_eq(&play.transcript());
    expect![[r#"
        A: 0, revision 1 history []
        B: 3, revision 2 history []
    "#]]
    .assert_eq(&play.sets());
}

#[test]
fn a_rollout_says_what_it_does_and_waits_for() {
    let mut play = Play::new();
    play.create(API);
    expect![[r#"
        Deployment/api: Creates ReplicaSet A for the new template, with 3 of 3 pods.
        ReplicaSet/A: Creates 3 pods at once, from A1 on.
        Deployment/api: Waits for its pods: 0 of 3 are available.
        ReplicaSet/A: Waits for A2 to be Running and Ready.
        Deployment/api: Waits for its pods: 1 of 3 are available.
        ReplicaSet/A: Waits for A3 to be Running and Ready.
        Deployment/api: Waits for its pods: 2 of 3 are available.
        ReplicaSet/A: A is as asked.
        Deployment/api: api is as asked.
    "#]]
    .assert_eq(&play.decisions());
    play.patch(Kind::Deployment, "api", image("nginx:2"));
    expect![[r#"
        Deployment/api: Creates ReplicaSet B for the new template, with 1 of 3 pods.
        ReplicaSet/B: Creates B1.
        Deployment/api: Waits for new pods to become available: 0 of 3 are new, and 3 must stay available.
        ReplicaSet/B: Waits for B1 to be Running and Ready.
        Deployment/api: Waits for new pods to become available: 1 of 3 are new, and 3 must stay available.
        ReplicaSet/B: B is as asked.
        Deployment/api: Scales A down from 3 to 2.
        ReplicaSet/A: Removes A2: it is beyond the replicas.
        Deployment/api: Scales B up from 1 to 2.
        ReplicaSet/A: A is as asked.
        ReplicaSet/B: Creates B2.
        Deployment/api: Waits for new pods to become available: 1 of 3 are new, and 3 must stay available.
        ReplicaSet/B: Waits for B2 to be Running and Ready.
        Deployment/api: Waits for new pods to become available: 2 of 3 are new, and 3 must stay available.
        ReplicaSet/B: B is as asked.
        Deployment/api: Scales A down from 2 to 1.
        ReplicaSet/A: Removes A3: it is beyond the replicas.
        Deployment/api: Scales B up from 2 to 3.
        ReplicaSet/A: A is as asked.
        ReplicaSet/B: Creates B3.
        Deployment/api: Waits for new pods to become available: 2 of 3 are new, and 3 must stay available.
        ReplicaSet/B: Waits for B3 to be Running and Ready.
        Deployment/api: Waits for new pods to become available: 3 of 3 are new, and 3 must stay available.
        ReplicaSet/B: B is as asked.
        Deployment/api: Scales A down from 1 to 0.
        ReplicaSet/A: Removes A1: it is beyond the replicas.
        Deployment/api: Waits for the last old pod to go.
        ReplicaSet/A: A is as asked.
        Deployment/api: api is as asked.
    "#]]
    .assert_eq(&play.decisions());
}

#[test]
fn surge_is_rounded_up_and_unavailability_down_and_one_of_them_is_something() {
    let rules = [
        (3, "25%", "25%"),
        (10, "25%", "25%"),
        (3, "0", "25%"),
        (1, "0", "1%"),
        (0, "25%", "25%"),
        (2, "3", "5"),
    ];
    let resolved = rules.map(|(replicas, surge, unavailable)| {
        let fields =
            format!("strategy: {{rollingUpdate: {{maxSurge: {surge}, maxUnavailable: {unavailable}}}}}");
        let mut play = Play::new();
        play.create(&api(&fields).replace("replicas: 3", &format!("replicas: {replicas}")));
        let object =
            play.cluster.store().get(&Key::new(Kind::Deployment, "default", "api")).expect("it is there");
        let spec = object.deployment().expect("a Deployment").clone();
        let rollout = super::Rollout { key: object.key(), object: object.clone(), spec };
        format!(
            "{replicas} +{surge} -{unavailable}: +{} -{}\n",
            rollout.max_surge(),
            rollout.max_unavailable()
        )
    });
    expect![[r#"
        3 +25% -25%: +1 -0
        10 +25% -25%: +3 -2
        3 +0 -25%: +0 -1
        1 +0 -1%: +0 -1
        0 +25% -25%: +0 -0
        2 +3 -5: +3 -2
    "#]]
    .assert_eq(&resolved.concat());
}

#[test]
fn without_surge_a_pod_goes_before_its_successor_comes() {
    let mut play = Play::new();
    play.create(&api("strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"));
    play.transcript();
    play.patch(Kind::Deployment, "api", image("nginx:2"));
    expect![[r#"
        ScalingReplicaSet: Scaled down replica set A from 3 to 2
        ScalingReplicaSet: Scaled up replica set B from 0 to 1
        SuccessfulDelete: Deleted pod: A3
        A3 deleting
        SuccessfulCreate: Created pod: B1
        create B1
        A3 not ready
        delete A3
        B1 ready
        ScalingReplicaSet: Scaled down replica set A from 2 to 1
        SuccessfulDelete: Deleted pod: A2
        A2 deleting
        ScalingReplicaSet: Scaled up replica set B from 1 to 2
        SuccessfulCreate: Created pod: B2
        create B2
        A2 not ready
        delete A2
        B2 ready
        ScalingReplicaSet: Scaled down replica set A from 1 to 0
        SuccessfulDelete: Deleted pod: A1
        A1 deleting
        ScalingReplicaSet: Scaled up replica set B from 2 to 3
        SuccessfulCreate: Created pod: B3
        create B3
        A1 not ready
        delete A1
        B3 ready
    "#]]
    .assert_eq(&play.transcript());
}

#[test]
fn recreate_waits_until_every_old_pod_is_gone() {
    let mut play = Play::new();
    play.create(&api("strategy: {type: Recreate}"));
    play.transcript();
    play.patch(Kind::Deployment, "api", image("nginx:2"));
    expect![[r#"
        ScalingReplicaSet: Scaled down replica set A from 3 to 0
        SuccessfulDelete: Deleted pod: A2
        SuccessfulDelete: Deleted pod: A1
        SuccessfulDelete: Deleted pod: A3
        A2 deleting
        A1 deleting
        A3 deleting
        A1 not ready
        delete A1
        A2 not ready
        delete A2
        A3 not ready
        delete A3
        ScalingReplicaSet: Scaled up replica set B from 0 to 3
        SuccessfulCreate: Created pod: B1
        SuccessfulCreate: Created pod: B2
        SuccessfulCreate: Created pod: B3
        create B1
        create B2
        create B3
        B1 ready
        B2 ready
        B3 ready
    "#]]
    .assert_eq(&play.transcript());
}

#[test]
fn a_paused_deployment_rolls_out_when_it_goes_on() {
    let mut play = Play::new();
    play.create(API);
    play.patch(Kind::Deployment, "api", json!({"spec": {"paused": true}}));
    play.transcript();
    play.patch(Kind::Deployment, "api", image("nginx:2"));
    play.patch(Kind::Deployment, "api", json!({"spec": {"replicas": 2}}));
    expect![[r#"
        ScalingReplicaSet: Scaled down replica set A from 3 to 2
        SuccessfulDelete: Deleted pod: A3
        A3 deleting
        A3 not ready
        delete A3
    "#]]
    .assert_eq(&play.transcript());
    expect![[r#"
        replicas 2 updated 0 ready 2 available 2
        Available True MinimumReplicasAvailable: Deployment has minimum availability.
        Progressing Unknown DeploymentPaused: Deployment is paused
    "#]]
    .assert_eq(&play.status());
    play.patch(Kind::Deployment, "api", json!({"spec": {"paused": null}}));
    expect![[r#"
        A: 0, revision 1 history []
        B: 2, revision 2 history []
    "#]]
    .assert_eq(&play.sets());
}

#[test]
fn a_rollback_gives_the_old_replica_set_a_new_revision() {
    let mut play = Play::new();
    play.create(API);
    for version in ["nginx:2", "nginx:1", "nginx:2"] {
        play.patch(Kind::Deployment, "api", image(version));
    }
    expect![[r#"
        A: 0, revision 3 history [1]
        B: 3, revision 4 history [2]
    "#]]
    .assert_eq(&play.sets());
}

#[test]
fn old_replica_sets_beyond_the_history_limit_are_deleted() {
    let mut play = Play::new();
    play.create(&api("revisionHistoryLimit: 1"));
    for version in ["nginx:2", "nginx:3", "nginx:4"] {
        play.patch(Kind::Deployment, "api", image(version));
    }
    expect![[r#"
        C: 0, revision 3 history []
        D: 3, revision 4 history []
    "#]]
    .assert_eq(&play.sets());
}

#[test]
fn a_rollout_that_stands_still_exceeds_its_deadline() {
    let mut play = Play::new();
    play.create(&api("progressDeadlineSeconds: 100"));
    play.behave(KubeletMode::Running);
    play.patch(Kind::Deployment, "api", image("nginx:2"));
    expect![[r#"
        replicas 4 updated 1 ready 3 available 3
        Available True MinimumReplicasAvailable: Deployment has minimum availability.
        Progressing True ReplicaSetUpdated: ReplicaSet "B" is progressing.
    "#]]
    .assert_eq(&play.status());
    play.wait(60);
    expect![[r#"
        replicas 4 updated 1 ready 3 available 3
        Available True MinimumReplicasAvailable: Deployment has minimum availability.
        Progressing False ProgressDeadlineExceeded: ReplicaSet "B" has timed out progressing.
    "#]]
    .assert_eq(&play.status());
}

#[test]
fn scaling_during_a_rollout_shares_the_replicas_out() {
    let mut play = Play::new();
    play.create(&API.replace("replicas: 3", "replicas: 10"));
    play.behave(KubeletMode::Running);
    play.patch(Kind::Deployment, "api", image("nginx:2"));
    expect![[r#"
        A: 8, revision 1 history []
        B: 5, revision 2 history []
    "#]]
    .assert_eq(&play.sets());
    play.patch(Kind::Deployment, "api", json!({"spec": {"replicas": 20}}));
    expect![[r#"
        A: 15, revision 1 history []
        B: 10, revision 2 history []
    "#]]
    .assert_eq(&play.sets());
    play.patch(Kind::Deployment, "api", json!({"spec": {"replicas": 4}}));
    expect![[r#"
        A: 3, revision 1 history []
        B: 2, revision 2 history []
    "#]]
    .assert_eq(&play.sets());
}

#[test]
fn a_new_template_that_never_becomes_ready_leaves_the_old_pods_serving() {
    let mut play = Play::new();
    play.create(API);
    play.behave(KubeletMode::Running);
    play.transcript();
    play.patch(Kind::Deployment, "api", image("nginx:bad"));
    expect![[r#"
        ScalingReplicaSet: Scaled up replica set B from 0 to 1
        SuccessfulCreate: Created pod: B1
        create B1
    "#]]
    .assert_eq(&play.transcript());
    play.patch(Kind::Deployment, "api", image("nginx:3"));
    expect![[r#"
        ScalingReplicaSet: Scaled down replica set B from 1 to 0
        ScalingReplicaSet: Scaled up replica set C from 0 to 1
        SuccessfulDelete: Deleted pod: B1
        B1 deleting
        SuccessfulCreate: Created pod: C1
        create C1
        delete B1
    "#]]
    .assert_eq(&play.transcript());
}

#[test]
fn pods_count_as_available_after_min_ready_seconds() {
    let mut play = Play::new();
    play.create(&api("minReadySeconds: 90"));
    expect![[r#"
        replicas 3 updated 3 ready 3 available 0
        Available False MinimumReplicasUnavailable: Deployment does not have minimum availability.
        Progressing True ReplicaSetUpdated: ReplicaSet "A" is progressing.
    "#]]
    .assert_eq(&play.status());
    play.wait(60);
    expect![[r#"
        replicas 3 updated 3 ready 3 available 3
        Available True MinimumReplicasAvailable: Deployment has minimum availability.
        Progressing True NewReplicaSetAvailable: ReplicaSet "A" has successfully progressed.
    "#]]
    .assert_eq(&play.status());
}

#[test]
fn an_orphaned_replica_set_is_adopted_again() {
    let mut play = Play::new();
    play.create(API);
    play.delete(Kind::Deployment, "api", Propagation::Orphan);
    play.transcript();
    play.create(API);
    expect![[""]].assert_eq(&play.transcript());
    expect![[r#"
        A: 3, revision 1 history []
    "#]]
    .assert_eq(&play.sets());
}

#[test]
fn a_deleted_replica_set_is_made_again_with_new_pods() {
    let mut play = Play::new();
    play.create(API);
    play.transcript();
    play.delete(Kind::ReplicaSet, "A", Propagation::Background);
    expect![[r#"
        A3 deleting
        A2 deleting
        A1 deleting
        SuccessfulCreate: Created pod: A4
        SuccessfulCreate: Created pod: A5
        SuccessfulCreate: Created pod: A6
        create A4
        create A5
        create A6
        A1 not ready
        delete A1
        A2 not ready
        delete A2
        A3 not ready
        delete A3
        A4 ready
        A5 ready
        A6 ready
    "#]]
    .assert_eq(&play.transcript());
}
