//! ReplicaSets, played and written down.

use crate::command::PodReport;
use crate::controller::deployment::fixture::Play;
use crate::object::Kind;
use crate::store::Propagation;
use expect_test::expect;
use serde_json::json;

const RS: &str = "
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: nginx, image: nginx}]}
";

fn replicas(count: u32) -> serde_json::Value {
    json!({"spec": {"replicas": count}})
}

#[test]
fn a_deleted_pod_is_replaced_by_one_of_another_name() {
    let mut play = Play::new();
    play.create(RS);
    play.transcript();
    play.delete(Kind::Pod, "A2", Propagation::Background);
    expect![[r#"
        A2 deleting
        SuccessfulCreate: Created pod: A4
        create A4
        A2 not ready
        delete A2
        A4 ready
    "#]]
    .assert_eq(&play.transcript());
}

#[test]
fn a_pod_that_is_over_is_replaced_and_stays() {
    let mut play = Play::new();
    play.create(RS);
    play.transcript();
    play.report("A1", PodReport::Failed);
    expect![[r#"
        A1 not ready
        SuccessfulCreate: Created pod: A4
        create A4
        A4 ready
    "#]]
    .assert_eq(&play.transcript());
}

#[test]
fn scaling_down_takes_what_is_not_ready_first() {
    let mut play = Play::new();
    play.create(RS);
    play.report("A2", PodReport::NotReady);
    play.transcript();
    play.patch(Kind::ReplicaSet, "shop", replicas(2));
    expect![[r#"
        SuccessfulDelete: Deleted pod: A2
        A2 deleting
        delete A2
    "#]]
    .assert_eq(&play.transcript());
}

#[test]
fn scaling_down_takes_cheap_pods_before_dear_ones() {
    let mut play = Play::new();
    play.create(RS);
    let cost = |cost: &str| json!({"metadata": {"annotations": {"controller.kubernetes.io/pod-deletion-cost": cost}}});
    play.patch(Kind::Pod, "A1", cost("10"));
    play.patch(Kind::Pod, "A3", cost("-10"));
    play.transcript();
    play.patch(Kind::ReplicaSet, "shop", replicas(1));
    expect![[r#"
        SuccessfulDelete: Deleted pod: A3
        SuccessfulDelete: Deleted pod: A2
        A3 deleting
        A2 deleting
        A2 not ready
        delete A2
        A3 not ready
        delete A3
    "#]]
    .assert_eq(&play.transcript());
}

#[test]
fn a_pod_whose_labels_change_is_released_and_replaced_and_may_come_back() {
    let mut play = Play::new();
    play.create(RS);
    play.transcript();
    play.patch(Kind::Pod, "A1", json!({"metadata": {"labels": {"app": "debug"}}}));
    expect![[r#"
        SuccessfulCreate: Created pod: A4
        A1 owners=[]
        create A4
        A4 ready
    "#]]
    .assert_eq(&play.transcript());
    play.patch(Kind::Pod, "A1", json!({"metadata": {"labels": {"app": "shop"}}}));
    expect![[r#"
        SuccessfulDelete: Deleted pod: A4
        A1 owners=["A"]
        A4 deleting
        A4 not ready
        delete A4
    "#]]
    .assert_eq(&play.transcript());
}

#[test]
fn a_thousand_pods_come_and_go_in_bursts() {
    let mut play = Play::new();
    play.create(&RS.replace("replicas: 3", "replicas: 1000"));
    let created = play.transcript().lines().filter(|line| line.starts_with("create ")).count();
    play.patch(Kind::ReplicaSet, "shop", replicas(0));
    let deleted = play.transcript().lines().filter(|line| line.starts_with("delete ")).count();
    assert_eq!((created, deleted), (1000, 1000));
}
