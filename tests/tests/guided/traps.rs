//! The classic traps, moment by moment.

use super::lesson::Lesson;
use expect_test::expect;
use ordinal_core::scene::PodState;

#[test]
fn reverting_a_bad_template_does_not_free_a_stuck_rollout() {
    let mut lesson = Lesson::play("traps/stuck-rollout");
    expect![[r#"
        transcript
          Three are ready
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          A typo goes out
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Terminating and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            Waits for web-2 to be gone.
          web-2 cannot start
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2 (2): ImagePullBackOff, nginx:nope on node-b; www-web-2: Bound, volume (3) Bound
            Waits for web-2 to be Running and Ready before it updates web-1.
          The good image does not help
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2 (2): ImagePullBackOff, nginx:nope on node-b; www-web-2: Bound, volume (3) Bound
            Waits for web-2 to be Running and Ready.
          Somebody has to delete it
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2 (3): Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
    "#]]
    .assert_eq(&lesson.transcript());
}

#[test]
fn the_staircase_says_of_which_pods_nobody_knows() {
    let lesson = Lesson::play("traps/dead-node");
    let unknown = |pod| {
        let spans = lesson.lane(pod).into_iter().filter(|span| span.unknown);
        spans.map(|span| span.state).collect::<Vec<_>>()
    };
    assert_eq!(
        unknown("db-1"),
        [PodState::Running, PodState::Terminating],
        "until its name was freed by force"
    );
    assert_eq!(unknown("db-0"), [], "its node answers");
}

#[test]
fn a_local_volume_ties_its_pod_to_a_dead_node() {
    let mut lesson = Lesson::play("traps/dead-node");
    expect![[r#"
        transcript
          Each disk is in a node
            db-0: Running and Ready, postgres:17 on node-a; data-db-0: Bound, volume Bound
            db-1: Running and Ready, postgres:17 on node-b; data-db-1: Bound, volume (2) Bound
            db-2: Running and Ready, postgres:17 on node-c; data-db-2: Bound, volume (3) Bound
            db is as asked.
          node-b falls silent
            db-0: Running and Ready, postgres:17 on node-a; data-db-0: Bound, volume Bound
            db-1: Running and Ready, postgres:17 on node-b; data-db-1: Bound, volume (2) Bound
            db-2: Running and Ready, postgres:17 on node-c; data-db-2: Bound, volume (3) Bound
            db is as asked.
          The node is NotReady
            db-0: Running and Ready, postgres:17 on node-a; data-db-0: Bound, volume Bound
            db-1: Running, unknown, postgres:17 on node-b; data-db-1: Bound, volume (2) Bound
            db-2: Running and Ready, postgres:17 on node-c; data-db-2: Bound, volume (3) Bound
            Waits for db-1 to be Running and Ready.
          Terminating, for ever
            db-0: Running and Ready, postgres:17 on node-a; data-db-0: Bound, volume Bound
            db-1: Terminating, unknown, postgres:17 on node-b; data-db-1: Bound, volume (2) Bound
            db-2: Running and Ready, postgres:17 on node-c; data-db-2: Bound, volume (3) Bound
            Waits for db-1 to be gone, but node-b does not answer and cannot confirm it.
          Force does not help here
            db-0: Running and Ready, postgres:17 on node-a; data-db-0: Bound, volume Bound
            db-1 (2): Pending, postgres:17; another runs on node-b; data-db-1: Bound, volume (2) Bound
            db-2: Running and Ready, postgres:17 on node-c; data-db-2: Bound, volume (3) Bound
            Waits for db-1 to be Running and Ready.
          A new disk
            db-0: Running and Ready, postgres:17 on node-a; data-db-0: Bound, volume Bound
            db-1 (2): Running and Ready, postgres:17 on node-c; data-db-1: Bound, volume (4) Bound
            db-2: Running and Ready, postgres:17 on node-c; data-db-2: Bound, volume (3) Bound
            db is as asked.
    "#]]
    .assert_eq(&lesson.transcript());
}

#[test]
fn only_scaling_down_with_the_policy_delete_loses_claims() {
    let mut lesson = Lesson::play("traps/retention-policies");
    expect![[r#"
        transcript
          Nobody owns the claims
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          Retain, scaled down
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: no pod; www-web-2: Bound, volume (3) Bound
            web is as asked.
          whenScaled is Delete now
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2 (2): Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          Delete, scaled down
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web is as asked.
          An empty disk
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (4) Bound
            web is as asked.
          A replaced pod keeps its claim
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (3): Running and Ready, nginx:1.27 on node-b; www-web-1: Bound, volume (4) Bound
            web is as asked.
          The set is deleted
            www-web-0: Bound, volume Bound
            www-web-1: Bound, volume (4) Bound
    "#]]
    .assert_eq(&lesson.transcript());
}

#[test]
fn a_claim_deleted_in_use_goes_with_its_pod() {
    let mut lesson = Lesson::play("traps/claim-deleted-in-use");
    expect![[r#"
        transcript
          web-1 has something to lose
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound with index.html
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          Terminating, and in use
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Terminating, volume (2) Bound with index.html
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          The trap shuts
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (4) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          Same name, empty disk
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (4) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
    "#]].assert_eq(&lesson.transcript());
}

#[test]
fn orphans_run_on_and_are_adopted() {
    let mut lesson = Lesson::play("traps/cascade-orphan");
    expect![[r#"
        transcript
          A set and its pods
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          Only the set is gone
            web-0: Running and Ready, nginx:1.27 on node-a, without an owner
            web-1: Running and Ready, nginx:1.27 on node-c, without an owner
            web-2: Running and Ready, nginx:1.27 on node-b, without an owner
            www-web-0: Bound, volume Bound
            www-web-1: Bound, volume (2) Bound
            www-web-2: Bound, volume (3) Bound
          Nobody replaces web-1
            web-0: Running and Ready, nginx:1.27 on node-a, without an owner
            web-2: Running and Ready, nginx:1.27 on node-b, without an owner
            www-web-0: Bound, volume Bound
            www-web-1: Bound, volume (2) Bound
            www-web-2: Bound, volume (3) Bound
          Adopted
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.27 on node-a; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          What it is good for
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.27 on node-a; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
    "#]]
    .assert_eq(&lesson.transcript());
}

#[test]
fn ordinals_below_a_partition_keep_the_old_revision() {
    let mut lesson = Lesson::play("traps/partition-canary");
    expect![[r#"
        transcript
          Four of one revision
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web-3: Running and Ready, nginx:1.27 on node-a; www-web-3: Bound, volume (4) Bound
            web is as asked.
          One canary
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web-3 (2): Running and Ready, nginx:1.28 on node-c; www-web-3: Bound, volume (4) Bound
            Leaves 3 pods at the old revision.
          Below the partition the past returns
            web-0 (2): Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web-3 (2): Running and Ready, nginx:1.28 on node-c; www-web-3: Bound, volume (4) Bound
            Leaves 3 pods at the old revision.
          Two of four
            web-0 (2): Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2 (2): Running and Ready, nginx:1.28 on node-b; www-web-2: Bound, volume (3) Bound
            web-3 (2): Running and Ready, nginx:1.28 on node-c; www-web-3: Bound, volume (4) Bound
            Leaves 2 pods at the old revision.
          The rest follows
            web-0 (2): Terminating and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.28 on node-a; www-web-1: Bound, volume (2) Bound
            web-2 (2): Running and Ready, nginx:1.28 on node-b; www-web-2: Bound, volume (3) Bound
            web-3 (2): Running and Ready, nginx:1.28 on node-c; www-web-3: Bound, volume (4) Bound
            Waits for web-0 to be gone.
          All at the new revision
            web-0 (3): Running and Ready, nginx:1.28 on node-b; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.28 on node-a; www-web-1: Bound, volume (2) Bound
            web-2 (2): Running and Ready, nginx:1.28 on node-b; www-web-2: Bound, volume (3) Bound
            web-3 (2): Running and Ready, nginx:1.28 on node-c; www-web-3: Bound, volume (4) Bound
            web is as asked.
    "#]]
    .assert_eq(&lesson.transcript());
}

#[test]
fn parallel_pods_come_and_go_at_once_but_are_updated_one_by_one() {
    let mut lesson = Lesson::play("traps/parallel");
    expect![[r#"
        transcript
          All at once
            web-0: Pending, nginx:1.27; www-web-0: Pending
            web-1: Pending, nginx:1.27; www-web-1: Pending
            web-2: Pending, nginx:1.27; www-web-2: Pending
            web-3: Pending, nginx:1.27; www-web-3: Pending
            Waits for web-0 to be Running and Ready.
          The names are as ever
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web-3: Running and Ready, nginx:1.27 on node-a; www-web-3: Bound, volume (4) Bound
            web is as asked.
          All go at once
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Terminating and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Terminating and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web-3: Terminating and Ready, nginx:1.27 on node-a; www-web-3: Bound, volume (4) Bound
            Waits for web-1 to be Running and Ready.
          A rollout is still one by one
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2 (2): ContainerCreating, nginx:1.28 on node-b; www-web-2: Bound, volume (3) Bound
            web-3 (2): Running and Ready, nginx:1.28 on node-a; www-web-3: Bound, volume (4) Bound
            Waits for web-2 to be Running and Ready before it updates web-1.
          Updated, highest first
            web-0 (2): Running and Ready, nginx:1.28 on node-a; www-web-0: Bound, volume Bound
            web-1 (3): Running and Ready, nginx:1.28 on node-c; www-web-1: Bound, volume (2) Bound
            web-2 (2): Running and Ready, nginx:1.28 on node-b; www-web-2: Bound, volume (3) Bound
            web-3 (2): Running and Ready, nginx:1.28 on node-a; www-web-3: Bound, volume (4) Bound
            web is as asked.
    "#]]
    .assert_eq(&lesson.transcript());
}

#[test]
fn under_on_delete_the_user_updates() {
    let mut lesson = Lesson::play("traps/on-delete");
    expect![[r#"
        transcript
          Three of one revision
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            web is as asked.
          Nothing moves
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            Leaves 3 pods at the old revision.
          You choose the order
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.28 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: Running and Ready, nginx:1.27 on node-b; www-web-2: Bound, volume (3) Bound
            Leaves 2 pods at the old revision.
          Nobody holds you back
            web-0 (2): ContainerCreating, nginx:1.28 on node-b; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.28 on node-c; www-web-1: Bound, volume (2) Bound
            web-2: no pod; www-web-2: Bound, volume (3) Bound
            Waits for web-0 to be Running and Ready.
          All at the new revision
            web-0 (2): Running and Ready, nginx:1.28 on node-b; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.28 on node-c; www-web-1: Bound, volume (2) Bound
            web-2 (2): Running and Ready, nginx:1.28 on node-a; www-web-2: Bound, volume (3) Bound
            web is as asked.
    "#]]
    .assert_eq(&lesson.transcript());
}

#[test]
fn a_forced_deletion_may_leave_two_writers() {
    let mut lesson = Lesson::play("traps/split-brain");
    expect![[r#"
        transcript
          One web-1
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running and Ready, nginx:1.27 on node-b; www-web-1: Bound, volume (2) Bound with index.html
            web-2: Running and Ready, nginx:1.27 on node-c; www-web-2: Bound, volume (3) Bound
            web is as asked.
          Silent is not dead
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Running, unknown, nginx:1.27 on node-b; www-web-1: Bound, volume (2) Bound with index.html
            web-2: Running and Ready, nginx:1.27 on node-c; www-web-2: Bound, volume (3) Bound
            Waits for web-1 to be Running and Ready.
          The promise is kept
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1: Terminating, unknown, nginx:1.27 on node-b; www-web-1: Bound, volume (2) Bound with index.html
            web-2: Running and Ready, nginx:1.27 on node-c; www-web-2: Bound, volume (3) Bound
            Waits for web-1 to be gone, but node-b does not answer and cannot confirm it.
          You say that it is dead
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): ContainerCreating, nginx:1.27 on node-c; another runs on node-b; www-web-1: Bound, volume (2) Bound with index.html
            web-2: Running and Ready, nginx:1.27 on node-c; www-web-2: Bound, volume (3) Bound
            Waits for web-1 to be Running and Ready.
          Two writers
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.27 on node-c; another runs on node-b; www-web-1: Bound, volume (2) Bound damaged with index.html
            web-2: Running and Ready, nginx:1.27 on node-c; www-web-2: Bound, volume (3) Bound
            web is as asked.
          The truth comes out late
            web-0: Running and Ready, nginx:1.27 on node-a; www-web-0: Bound, volume Bound
            web-1 (2): Running and Ready, nginx:1.27 on node-c; www-web-1: Bound, volume (2) Bound damaged with index.html
            web-2: Running and Ready, nginx:1.27 on node-c; www-web-2: Bound, volume (3) Bound
            web is as asked.
    "#]].assert_eq(&lesson.transcript());
}
