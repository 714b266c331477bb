//! What a page may rely on: every drawn object is a group that says what it is and how it stands.

mod scenes;

use expect_test::{Expect, expect};
use ordinal_core::scene::{Scene, SlotScene};
use ordinal_picture::{Attr, Chosen, Node, StageOptions, stage};

/// One line an object: its kind and name, its state and whatever else the contract promises.
fn objects(node: &Node, depth: usize, out: &mut String) {
    let told = [
        Attr::Kind,
        Attr::ObjectName,
        Attr::Namespace,
        Attr::State,
        Attr::Ready,
        Attr::NodeName,
        Attr::Revision,
    ];
    let told =
        told.into_iter().chain([Attr::Mounted, Attr::Ordinal, Attr::Handle, Attr::Count, Attr::AriaLabel]);
    let said: Vec<String> = told
        .filter_map(|attr| {
            let mut value = String::new();
            node.attr(attr)?.write(&mut value);
            Some(match attr {
                Attr::Kind | Attr::ObjectName | Attr::State => value,
                Attr::AriaLabel => format!("“{value}”"),
                other => format!("{}={value}", other.name().trim_start_matches("data-")),
            })
        })
        .collect();
    if !said.is_empty() {
        out.push_str(&format!("{}{}\n", "  ".repeat(depth), said.join(" ")));
    }
    let depth = depth + usize::from(!said.is_empty());
    node.children().iter().for_each(|child| objects(child, depth, out));
}

fn check(scene: &Scene, width: f64, expected: Expect) {
    let mut out = String::new();
    objects(&stage(scene, &StageOptions { width, ..StageOptions::default() }).root, 0, &mut out);
    expected.assert_eq(&out);
}

#[test]
fn objects_of_a_partitioned_rollout() {
    check(
        &scenes::partitioned(),
        840.0,
        expect![[r#"
        “StatefulSet web: 3 of 4 ready”
          StatefulSet web Creating “StatefulSet web: 3 of 4 ready”
            ordinal=0
              Pod web-0 Running ready=true node=node-a revision=6d4b8f97c5 “Pod web-0, Ready, on node-a, revision 6d4b8f97c5”
              PersistentVolumeClaim www-web-0 Bound mounted=web-0 “PersistentVolumeClaim www-web-0, Bound, mounted by web-0, owned by sts/web”
              PersistentVolume pvc-www-web-0 Bound “PersistentVolume pvc-www-web-0, Bound, 1Gi, file hello.txt: hello from web”
            ordinal=1
              Pod web-1 Running ready=true node=node-b revision=6d4b8f97c5 “Pod web-1, Ready, on node-b, revision 6d4b8f97c5”
              PersistentVolumeClaim www-web-1 Bound mounted=web-1 “PersistentVolumeClaim www-web-1, Bound, mounted by web-1, owned by sts/web”
              PersistentVolume pvc-www-web-1 Bound “PersistentVolume pvc-www-web-1, Bound, 1Gi, file hello.txt: hello from web”
            ordinal=2
              Pod web-2 Running ready=true node=node-c revision=84c9f6d5b7 “Pod web-2, Ready, on node-c, revision 84c9f6d5b7”
              PersistentVolumeClaim www-web-2 Bound mounted=web-2 “PersistentVolumeClaim www-web-2, Bound, mounted by web-2, owned by sts/web”
              PersistentVolume pvc-www-web-2 Bound “PersistentVolume pvc-www-web-2, Bound, 1Gi, file hello.txt: hello from web”
            ordinal=3
              Pod web-3 ContainerCreating ready=false node=node-a revision=84c9f6d5b7 “Pod web-3, ContainerCreating, on node-a, revision 84c9f6d5b7”
              PersistentVolumeClaim www-web-3 Bound mounted=web-3 “PersistentVolumeClaim www-web-3, Bound, mounted by web-3, owned by sts/web”
              PersistentVolume pvc-www-web-3 Bound “PersistentVolume pvc-www-web-3, Bound, 1Gi, file hello.txt: hello from web”
            ordinal=4
              PersistentVolumeClaim www-web-4 Bound “PersistentVolumeClaim www-web-4, Bound, not mounted, owned by sts/web”
              PersistentVolume pvc-www-web-4 Bound “PersistentVolume pvc-www-web-4, Bound, 1Gi, file hello.txt: hello from web”
            web handle=partition “partition of web”
            web handle=replicas “replicas of web”
          Node node-a Ready “Node node-a, Ready, 2 pods”
          Node node-b Ready “Node node-b, Ready, 1 pod”
          Node node-c Ready “Node node-c, Ready, 1 pod”
    "#]],
    );
}

#[test]
fn objects_in_a_narrow_place_are_the_same() {
    let list = |width: f64| {
        let mut out = String::new();
        objects(
            &stage(&scenes::partitioned(), &StageOptions { width, ..StageOptions::default() }).root,
            0,
            &mut out,
        );
        let mut lines: Vec<String> = out.lines().map(|line| line.trim().to_string()).collect();
        lines.sort();
        lines
    };
    assert_eq!(list(840.0), list(350.0));
    assert_eq!(list(840.0), list(620.0));
}

#[test]
fn objects_of_every_kind() {
    check(
        &scenes::mixed(),
        840.0,
        expect![[r#"
        “StatefulSet web: 3 of 2 ready; Deployment front: 2 of 2 ready”
          StatefulSet web ScalingDown “StatefulSet web: 3 of 2 ready”
            ordinal=0
              Pod web-0 Running ready=true node=node-a revision=6d4b8f97c5 “Pod web-0, Ready, on node-a, revision 6d4b8f97c5”
              PersistentVolumeClaim data-web-0 Bound mounted=web-0 “PersistentVolumeClaim data-web-0, Bound, mounted by web-0, owned by sts/web”
                PersistentVolume pvc-data-web-0 Bound “PersistentVolume pvc-data-web-0, Bound, 1Gi, file hello.txt: hello from web”
              PersistentVolumeClaim wal-web-0 Bound mounted=web-0 “PersistentVolumeClaim wal-web-0, Bound, mounted by web-0, owned by sts/web”
                PersistentVolume pvc-wal-web-0 Bound “PersistentVolume pvc-wal-web-0, Bound, 1Gi, file hello.txt: hello from web”
            ordinal=1
              Pod web-1 Running ready=true node=node-a revision=6d4b8f97c5 “Pod web-1, Ready, on node-a, revision 6d4b8f97c5”
              PersistentVolumeClaim data-web-1 Bound mounted=web-1 “PersistentVolumeClaim data-web-1, Bound, mounted by web-1, owned by sts/web”
                PersistentVolume pvc-data-web-1 Bound “PersistentVolume pvc-data-web-1, Bound, 1Gi, file hello.txt: hello from web”
              PersistentVolumeClaim wal-web-1 Bound mounted=web-1 “PersistentVolumeClaim wal-web-1, Bound, mounted by web-1, owned by sts/web”
                PersistentVolume pvc-wal-web-1 Bound “PersistentVolume pvc-wal-web-1, Bound, 1Gi, file hello.txt: hello from web”
            ordinal=2
              Pod web-2 Terminating ready=true node=node-a revision=6d4b8f97c5 “Pod web-2, Terminating, on node-a, revision 6d4b8f97c5”
              PersistentVolumeClaim data-web-2 Bound mounted=web-2 “PersistentVolumeClaim data-web-2, Bound, mounted by web-2, owned by sts/web”
                PersistentVolume pvc-data-web-2 Bound “PersistentVolume pvc-data-web-2, Bound, 1Gi, file hello.txt: hello from web”
              PersistentVolumeClaim wal-web-2 Bound mounted=web-2 “PersistentVolumeClaim wal-web-2, Bound, mounted by web-2, owned by sts/web”
                PersistentVolume pvc-wal-web-2 Bound “PersistentVolume pvc-wal-web-2, Bound, 1Gi, file hello.txt: hello from web”
            web handle=replicas “replicas of web”
          Deployment front AtRest “Deployment front: 2 of 2 ready”
            ordinal=0
              Pod front-7d9c5b6f4-x2x9p Running ready=true node=node-a revision=6d4b8f97c5 “Pod front-7d9c5b6f4-x2x9p, Ready, on node-a, revision 6d4b8f97c5”
            ordinal=1
              Pod front-7d9c5b6f4-lq8vw Running ready=true node=node-a revision=6d4b8f97c5 “Pod front-7d9c5b6f4-lq8vw, Ready, on node-a, revision 6d4b8f97c5”
            front handle=replicas “replicas of front”
          Pod debug Running ready=true node=node-a revision=6d4b8f97c5 “Pod debug, Ready, on node-a, revision 6d4b8f97c5”
          PersistentVolumeClaim old-web-9 Bound “PersistentVolumeClaim old-web-9, Bound, not mounted”
          PersistentVolume pvc-old-web-9 Bound “PersistentVolume pvc-old-web-9, Bound, 1Gi, file hello.txt: hello from web”
          PersistentVolume pvc-5c1d2e3f Released “PersistentVolume pvc-5c1d2e3f, Released, 1Gi, file hello.txt: hello from web”
          Node node-a Ready “Node node-a, Ready, 1 pod”
    "#]],
    );
}

#[test]
fn states_are_kubectl_words() {
    let mut out = String::new();
    objects(&stage(&scenes::states(), &StageOptions::default()).root, 0, &mut out);
    let pods: Vec<&str> = out.lines().map(str::trim).filter(|line| line.starts_with("Pod ")).collect();
    expect![[r#"
        Pod web-0 Pending ready=false revision=6d4b8f97c5 “Pod web-0, Pending, revision 6d4b8f97c5”
        Pod web-1 ContainerCreating ready=false node=node-a revision=84c9f6d5b7 “Pod web-1, ContainerCreating, on node-a, revision 84c9f6d5b7”
        Pod web-2 Running ready=false node=node-a revision=6d4b8f97c5 “Pod web-2, Running, on node-a, revision 6d4b8f97c5”
        Pod web-3 Running ready=true node=node-a revision=84c9f6d5b7 “Pod web-3, Ready, on node-a, revision 84c9f6d5b7”
        Pod web-4 Terminating ready=true node=node-a revision=6d4b8f97c5 “Pod web-4, Terminating, on node-a, revision 6d4b8f97c5”
        Pod web-5 Failed ready=false node=node-a revision=84c9f6d5b7 “Pod web-5, Failed, on node-a, revision 84c9f6d5b7”
        Pod web-6 CrashLoopBackOff ready=false node=node-a revision=6d4b8f97c5 “Pod web-6, CrashLoopBackOff, on node-a, revision 6d4b8f97c5, 4 restarts”
        Pod web-7 ImagePullBackOff ready=false node=node-a revision=84c9f6d5b7 “Pod web-7, ImagePullBackOff, on node-a, revision 84c9f6d5b7”
        Pod web-8 Completed ready=false node=node-a revision=6d4b8f97c5 “Pod web-8, Completed, on node-a, revision 6d4b8f97c5”
        Pod web-9 Running ready=false node=node-a revision=6d4b8f97c5 “Pod web-9, Unknown, on node-a, revision 6d4b8f97c5”"#]].assert_eq(&pods.join("\n"));
}

#[test]
fn a_range_of_ordinals_tells_how_many_pods_stand_how() {
    let mut out = String::new();
    objects(&stage(&scenes::many(10_000), &StageOptions::default()).root, 0, &mut out);
    let ranges: Vec<&str> =
        out.lines().filter(|line| line.contains("Range")).take(3).map(str::trim).collect();
    expect![[r#"
        Range web-0…9 Failed ordinal=0 count=10 “web-0…9: 8 Ready, 1 ContainerCreating, 1 Failed”
        Range web-10…19 Failed ordinal=10 count=10 “web-10…19: 7 Ready, 1 Unknown, 1 CrashLoopBackOff, 1 Failed”
        Range web-20…29 Terminating ordinal=20 count=10 “web-20…29: 9 Ready, 1 Terminating”"#]].assert_eq(&ranges.join("\n"));
}

#[test]
fn what_is_selected_has_the_class() {
    let chosen = Chosen { kind: "Pod".into(), namespace: "default".into(), name: "web-1".into() };
    let options = StageOptions { selected: Some(chosen), ..StageOptions::default() };
    let mut found = Vec::new();
    of_class("selected", &stage(&scenes::partitioned(), &options).root, &mut found);
    assert_eq!(found, ["Pod web-1, Ready, on node-b, revision 6d4b8f97c5"]);
}

#[test]
fn where_disks_are_too_small_to_be_drawn_the_pod_is_marked_for_them() {
    let name = |slot: &SlotScene| slot.claims[0].volume.as_ref().map(|volume| volume.name.clone());
    for count in [100, 1000] {
        let scene = scenes::many(count);
        let volume = name(&scene.workloads[0].slots[7]).expect("a volume");
        let differing = [Chosen { kind: "PersistentVolume".into(), namespace: "".into(), name: volume }];
        let options = StageOptions { differing: differing.into(), ..StageOptions::default() };
        let mut found = Vec::new();
        of_class("differs", &stage(&scene, &options).root, &mut found);
        assert_eq!(found.len(), 1, "{count}: {found:?}");
        assert!(found[0].starts_with("Pod web-7,"), "{count}: {found:?}");
    }
}

fn of_class(class: &str, node: &Node, out: &mut Vec<String>) {
    let text = |attr| {
        let mut value = String::new();
        if let Some(found) = node.attr(attr) {
            found.write(&mut value);
        }
        value
    };
    if text(Attr::Class).split(' ').any(|word| word == class) {
        out.push(text(Attr::AriaLabel));
    }
    node.children().iter().for_each(|child| of_class(class, child, out));
}

#[test]
fn in_a_page_objects_can_be_focused_and_in_a_file_they_cannot() {
    fn count(node: &Node, attr: Attr) -> usize {
        usize::from(node.attr(attr).is_some())
            + node.children().iter().map(|child| count(child, attr)).sum::<usize>()
    }
    let drawn = |interactive| {
        stage(&scenes::partitioned(), &StageOptions { interactive, ..StageOptions::default() }).root
    };
    // Four pods, five claims, five volumes, three nodes; and two handles, which are tab stops of their own.
    assert_eq!((count(&drawn(true), Attr::Focus), count(&drawn(true), Attr::TabIndex)), (17, 19));
    assert_eq!((count(&drawn(false), Attr::Focus), count(&drawn(false), Attr::TabIndex)), (0, 0));
}
