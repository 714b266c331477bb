//! What branches promise: nothing is lost, and each of them is the run it would be alone.

use super::*;
use crate::journal::dump;
use crate::object::Kind;
use crate::time::Millis;
use expect_test::expect;

const SET: &str = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: {serviceName: web, replicas: 3, \
     selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: \
     [{name: nginx, image: nginx}]}}}}";

fn file() -> Command {
    Command::File { name: "web.yaml".into(), content: SET.into() }
}

fn kubectl(branches: &mut Branches, line: &str) {
    let args: Vec<String> = format!("kubectl {line}").split(' ').map(String::from).collect();
    branches.apply(Command::Run { args: args.into(), stdin: "".into() });
}

fn advance(branches: &mut Branches, to: u64) {
    branches.player_mut().advance(Time(to));
}

fn seek(branches: &mut Branches, to: u64) {
    branches.player_mut().timeline_mut().seek(Time(to));
}

/// A set comes up, is scaled up and then, from before that, down; and from before that it is deleted.
fn three() -> Branches {
    let mut branches = Branches::new(Scenario::default());
    branches.apply(file());
    kubectl(&mut branches, "apply -f web.yaml");
    advance(&mut branches, 20_000);
    kubectl(&mut branches, "scale sts web --replicas=5");
    advance(&mut branches, 40_000);
    seek(&mut branches, 15_000);
    kubectl(&mut branches, "scale sts web --replicas=1");
    advance(&mut branches, 40_000);
    seek(&mut branches, 10_000);
    kubectl(&mut branches, "delete sts web");
    advance(&mut branches, 40_000);
    branches
}

/// `* 2 after delete sts web, left 1 at 10.000s: 3 commands until 40.000s`
fn told(branches: &Branches) -> String {
    let branch = |branch: &Branch| {
        let mark = if branch.id == branches.current().id { "*" } else { " " };
        let left = branch.left.map(|(parent, at)| format!(", left {} at {at}", parent.0)).unwrap_or_default();
        let (inputs, end) = (branch.timeline().inputs().len(), branch.timeline().end());
        format!("{mark} {} {}{left}: {inputs} inputs until {end}\n", branch.id.0, branch.name())
    };
    branches.all().iter().map(branch).collect()
}

fn pods(branch: &Branch) -> Vec<&str> {
    branch.timeline().cluster().store().list(Kind::Pod, None).map(|pod| &*pod.meta.name).collect()
}

/// How many pods each branch has in the end.
fn counts(branches: &mut Branches) -> Vec<usize> {
    let ids: Vec<BranchId> = branches.all().iter().map(|branch| branch.id).collect();
    let count = |id: BranchId| {
        branches.switch(id);
        branches.player_mut().advance(Time(40_000));
        pods(branches.current()).len()
    };
    ids.into_iter().map(count).collect()
}

#[test]
fn acting_in_the_past_begins_a_branch_and_keeps_what_came_after() {
    let mut branches = three();
    expect![[r#"
          0 main: 3 inputs until 40.000s
          1 after scale sts web --replicas=1, left 0 at 15.000s: 3 inputs until 40.000s
        * 2 after delete sts web, left 1 at 10.000s: 3 inputs until 40.000s
    "#]]
    .assert_eq(&told(&branches));
    assert_eq!(counts(&mut branches), [5, 1, 0]);
}

#[test]
fn acting_in_the_present_stays_on_the_branch() {
    let mut branches = three();
    kubectl(&mut branches, "apply -f web.yaml");
    assert_eq!((branches.all().len(), branches.current().timeline().inputs().len()), (3, 4));
}

#[test]
fn a_branch_alone_is_the_branch_among_others() {
    let branches = three();
    for branch in branches.all() {
        let mut alone = Timeline::new(branch.timeline().cluster().config().clone());
        for input in branch.timeline().inputs() {
            alone.advance(input.at);
            alone.apply((*input.command).clone());
        }
        alone.advance(branch.timeline().end());
        assert_eq!(dump(alone.all_records()), dump(branch.timeline().all_records()), "{}", branch.name());
    }
}

#[test]
fn a_branch_is_switched_to_at_the_same_instant() {
    let mut branches = three();
    seek(&mut branches, 25_000);
    branches.switch(BranchId(0));
    assert_eq!((branches.current().id, branches.current().timeline().now()), (BranchId(0), Time(25_000)));
    assert_eq!(pods(branches.current()), ["web-0", "web-1", "web-2", "web-3", "web-4"]);
    branches.switch(BranchId(9));
    assert_eq!(branches.current().id, BranchId(0), "a branch that is not there is not looked at");
}

#[test]
fn what_left_a_deleted_branch_has_left_its_parent() {
    let mut branches = three();
    branches.delete(BranchId(1));
    branches.delete(BranchId(0));
    expect![[r#"
          0 main: 3 inputs until 40.000s
        * 2 after delete sts web, left 0 at 10.000s: 3 inputs until 40.000s
    "#]]
    .assert_eq(&told(&branches));
    branches.delete(BranchId(2));
    assert_eq!(branches.current().name(), MAIN.into());
}

#[test]
fn a_name_is_given_and_taken_back() {
    let mut branches = three();
    branches.rename(BranchId(2), "  without it ");
    assert_eq!(&*branches.current().name(), "without it");
    branches.rename(BranchId(2), " ");
    assert_eq!(&*branches.current().name(), "after delete sts web");
}

#[test]
fn the_last_command_is_taken_back_and_done_again() {
    let mut branches = three();
    branches.switch(BranchId(0));
    kubectl(&mut branches, "get pods");
    let whole = dump(branches.current().timeline().all_records());
    assert_eq!(branches.undo().as_deref(), Some("scale sts web --replicas=5"));
    let timeline = branches.current().timeline();
    assert_eq!((timeline.now(), timeline.inputs().len(), timeline.has_future()), (Time(20_000), 2, false));
    advance(&mut branches, 30_000);
    assert_eq!(pods(branches.current()).len(), 3);
    assert_eq!(branches.redo().as_deref(), Some("scale sts web --replicas=5"));
    assert_eq!(branches.current().timeline().now(), Time(20_000));
    advance(&mut branches, 40_000);
    assert_eq!(dump(branches.current().timeline().all_records()), whole);
    assert!(!branches.may_redo());
}

#[test]
fn taking_back_what_began_a_branch_goes_back_to_its_parent() {
    let mut branches = three();
    assert_eq!(branches.undo().as_deref(), Some("delete sts web"));
    let timeline = branches.current().timeline();
    assert_eq!((branches.all().len(), branches.current().id), (2, BranchId(1)));
    assert_eq!((timeline.now(), timeline.end()), (Time(10_000), Time(40_000)));
    assert_eq!(branches.redo().as_deref(), Some("delete sts web"));
    assert_eq!((branches.all().len(), branches.current().id), (3, BranchId(2)));
}

#[test]
fn everything_can_be_taken_back_and_done_again() {
    let mut branches = three();
    let before = (counts(&mut branches), told(&branches));
    let back: Vec<String> = std::iter::from_fn(|| branches.undo()).collect();
    assert_eq!(
        back,
        ["delete sts web", "scale sts web --replicas=1", "scale sts web --replicas=5", "apply -f web.yaml"]
    );
    assert_eq!(pods(branches.current()).len(), 0);
    while branches.redo().is_some() {}
    assert_eq!((counts(&mut branches), told(&branches)), before);
}

#[test]
fn a_command_forgets_what_could_be_done_again() {
    let mut branches = three();
    branches.undo();
    seek(&mut branches, 40_000);
    kubectl(&mut branches, "scale sts web --replicas=2");
    assert!(!branches.may_redo() && branches.redo().is_none());
}

#[test]
fn branches_are_written_as_a_scenario_and_read_back() {
    let mut branches = three();
    branches.switch(BranchId(1));
    let text = branches.scenario().to_value().to_string();
    let mut again = Branches::new(Scenario::parse(&text).unwrap());
    assert_eq!(again.scenario().to_value().to_string(), text, "even before it is played");
    for branch in branches.all() {
        again.switch(branch.id);
        again.player_mut().advance(Time(40_000));
        assert_eq!(dump(again.current().timeline().all_records()), dump(branch.timeline().all_records()));
    }
    again.switch(BranchId(1));
    assert_eq!(told(&again), told(&branches));
    assert_eq!(again.undo().as_deref(), Some("scale sts web --replicas=1"));
    assert_eq!(again.all().len(), 2, "it is known with which command a branch began");
}

#[test]
fn steps_that_have_not_begun_are_kept_where_they_belong() {
    let steps = "steps: [{at: 5s, kubectl: scale sts web --replicas=2}]";
    let scenario = format!("files: {{web.yaml: '{SET}'}}\n{steps}")
        .replace("[{at: 5s", "[{kubectl: apply -f web.yaml}, {at: 5s");
    let mut branches = Branches::new(Scenario::parse(&scenario).unwrap());
    advance(&mut branches, 2_000);
    seek(&mut branches, 1_000);
    kubectl(&mut branches, "scale sts web --replicas=1");
    advance(&mut branches, 20_000);
    assert_eq!(pods(branches.current()), ["web-0"]);
    branches.switch(BranchId(0));
    advance(&mut branches, 20_000);
    assert_eq!(pods(branches.current()), ["web-0", "web-1"]);
    branches.undo();
    branches.redo();
    branches.player_mut().rest(Millis::seconds(2));
    assert_eq!(pods(branches.current()), ["web-0", "web-1"]);
}
