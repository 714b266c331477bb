//! Hand-made scenes and histories: what the tests and the gallery draw.
#![allow(dead_code, reason = "every test uses some of them")]

use ordinal_core::scene::*;
use ordinal_core::time::Time;
use std::sync::Arc;

/// An instant in seconds.
pub fn at(seconds: u64) -> Time {
    Time(seconds * 1000)
}

pub fn revision(number: u64) -> RevisionScene {
    let hash = ["6d4b8f97c5", "84c9f6d5b7", "5f7c8d9b64"][(number as usize + 2) % 3];
    RevisionScene { name: format!("web-{hash}").into(), hash: hash.into(), number }
}

pub fn pod(name: &str, state: PodState, age: u64, now: u64) -> PodScene {
    let status = if state == PodState::Ready { "Running".into() } else { format!("{state:?}") };
    let ready = matches!(state, PodState::Ready | PodState::Terminating);
    PodScene {
        namespace: "default".into(),
        name: name.into(),
        uid: format!("uid-{name}-{age}").into(),
        state,
        status: status.into(),
        ready,
        ready_containers: u32::from(ready),
        containers: 1,
        restarts: 0,
        node: (state != PodState::Pending).then(|| "node-a".into()),
        revision: Some(revision(1)),
        created: at(now - age),
        since: at(now - age),
        countdown: None,
        unknown: false,
        image: "nginx:1.28".into(),
        owner: Some("StatefulSet/web".into()),
    }
}

pub fn volume(name: &str, written: u64) -> VolumeScene {
    VolumeScene {
        name: name.into(),
        state: VolumeState::Bound,
        capacity: "1Gi".into(),
        reclaim_policy: "Delete".into(),
        node: None,
        attached: Some("node-a".into()),
        files: vec![FileScene {
            path: "hello.txt".into(),
            written: at(written),
            preview: "hello from web".into(),
        }],
        file_count: 1,
        damaged: false,
    }
}

pub fn claim(template: &str, pod: &str, mounted: bool, written: u64) -> ClaimScene {
    let name = format!("{template}-{pod}");
    ClaimScene {
        namespace: "default".into(),
        name: name.as_str().into(),
        template: Some(template.into()),
        state: ClaimState::Bound,
        mounted: mounted.then(|| pod.into()),
        owner: Some("sts/web".into()),
        request: "1Gi".into(),
        class: Some("standard".into()),
        volume: Some(volume(&format!("pvc-{name}"), written)),
    }
}

pub fn slot(ordinal: u32, pod: Option<PodScene>, templates: &[&str]) -> SlotScene {
    let name = format!("web-{ordinal}");
    let claims =
        templates.iter().map(|template| claim(template, &name, pod.is_some(), 4 + 5 * u64::from(ordinal)));
    SlotScene {
        ordinal,
        dns: Some(format!("{name}.web.default.svc.cluster.local").into()),
        wanted: true,
        vacant_since: None,
        second_writer: None,
        claims: claims.collect(),
        retention: None,
        pod,
        name: name.into(),
    }
}

pub fn workload(slots: Vec<SlotScene>) -> WorkloadScene {
    let ready = slots.iter().filter(|slot| slot.pod.as_ref().is_some_and(|pod| pod.ready)).count() as u32;
    WorkloadScene {
        kind: WorkloadKind::StatefulSet,
        namespace: "default".into(),
        name: "web".into(),
        replicas: slots.iter().filter(|slot| slot.wanted).count() as u32,
        ready,
        updated: ready,
        start: 0,
        partition: None,
        ordered: true,
        on_delete: false,
        current_revision: Some(revision(1)),
        update_revision: Some(revision(1)),
        deleting: false,
        slots: slots.into_iter().map(Arc::new).collect(),
        attention: Vec::new(),
        direction: Direction::Rest,
    }
}

pub fn node(name: &str, pods: &[(&str, PodState)]) -> NodeScene {
    let pod_count = pods.len();
    let pods = pods.iter().map(|(label, state)| NodePodScene {
        namespace: "default".into(),
        name: format!("web-{label}").into(),
        label: (*label).into(),
        state: *state,
    });
    NodeScene {
        name: name.into(),
        ready: NodeReady::Ready,
        since: at(0),
        reachable: true,
        cordoned: false,
        taints: Vec::new(),
        pods: pods.collect(),
        pod_count,
    }
}

/// The mock's scene: a partitioned rollout in which web-3 is being created.
pub fn partitioned() -> Scene {
    let now = 83;
    let with = |ordinal: u32, state, age, number, node: &str| {
        let mut pod = pod(&format!("web-{ordinal}"), state, age, now);
        pod.revision = Some(revision(number));
        pod.node = Some(node.into());
        slot(ordinal, Some(pod), &["www"])
    };
    let mut slots = vec![
        with(0, PodState::Ready, 83, 1, "node-a"),
        with(1, PodState::Ready, 78, 1, "node-b"),
        with(2, PodState::Ready, 14, 2, "node-c"),
        with(3, PodState::ContainerCreating, 2, 2, "node-a"),
        slot(4, None, &["www"]),
    ];
    slots[4].wanted = false;
    slots[4].vacant_since = Some(at(33));
    slots[4].retention = Some("whenScaled: Retain".into());
    let mut web = workload(slots);
    web.partition = Some(2);
    web.update_revision = Some(revision(2));
    web.attention = vec![3];
    web.direction = Direction::Creating;
    let ready = PodState::Ready;
    Scene {
        at: at(now),
        workloads: vec![web],
        nodes: vec![
            node("node-a", &[("0", ready), ("3", PodState::ContainerCreating)]),
            node("node-b", &[("1", ready)]),
            node("node-c", &[("2", ready)]),
        ],
        decision: Some(DecisionScene {
            at: at(81),
            about: "StatefulSet/web".into(),
            sentence: "Waiting for web-3: it must be Running and Ready before anything else moves.".into(),
            why: None,
            rule: "OrderedReady".into(),
            link: "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/".into(),
            pods: vec!["web-3".into()],
        }),
        ..Scene::default()
    }
}

pub const STATES: [PodState; 9] = [
    PodState::Pending,
    PodState::ContainerCreating,
    PodState::Running,
    PodState::Ready,
    PodState::Terminating,
    PodState::Failed,
    PodState::CrashLoopBackOff,
    PodState::ImagePullBackOff,
    PodState::Completed,
];

/// Every state once, and a pod that nobody knows of.
pub fn states() -> Scene {
    let mut slots: Vec<_> = STATES
        .iter()
        .enumerate()
        .map(|(index, state)| {
            let mut pod = pod(&format!("web-{index}"), *state, 30 + index as u64 * 7, 120);
            let counts = matches!(state, PodState::Terminating | PodState::CrashLoopBackOff);
            pod.countdown = counts.then(|| Countdown { from: at(100), to: at(130) });
            pod.restarts = if *state == PodState::CrashLoopBackOff { 4 } else { 0 };
            pod.revision = Some(revision(1 + index as u64 % 2));
            slot(index as u32, Some(pod), &["www"])
        })
        .collect();
    let mut lost = pod("web-9", PodState::Running, 97, 120);
    lost.unknown = true;
    slots.push(slot(9, Some(lost), &["www"]));
    slots[0].claims[0].state = ClaimState::Pending;
    slots[0].claims[0].volume = None;
    slots[0].claims[0].owner = None;
    slots[4].claims[0].state = ClaimState::Terminating;
    slots[4].claims[0].owner = Some("pod/web-4".into());
    slots[5].claims[0].state = ClaimState::Lost;
    slots[5].claims[0].volume = None;
    slots[9].second_writer = Some(SecondWriterScene { node: "node-b".into(), since: at(100) });
    if let Some(volume) = &mut slots[9].claims[0].volume {
        volume.damaged = true;
    }
    if let Some(volume) = &mut slots[3].claims[0].volume {
        volume.node = Some("node-a".into());
        volume.file_count = 4;
    }
    let mut silent = node("node-b", &[("9", PodState::Running), ("4", PodState::Terminating)]);
    silent.ready = NodeReady::NotReady;
    silent.since = at(79);
    silent.reachable = false;
    let mut cordoned = node("node-c", &[("5", PodState::Failed), ("6", PodState::CrashLoopBackOff)]);
    cordoned.cordoned = true;
    let mut web = workload(slots);
    web.attention = vec![4];
    web.direction = Direction::Updating;
    web.partition = None;
    web.update_revision = Some(revision(2));
    Scene {
        at: at(120),
        workloads: vec![web],
        nodes: vec![node("node-a", &[("3", PodState::Ready), ("1", PodState::Running)]), silent, cordoned],
        ..Scene::default()
    }
}

/// A set with two claims a slot, a Deployment, and objects that belong to nobody.
pub fn mixed() -> Scene {
    let ready = |name: &str, age| pod(name, PodState::Ready, age, 600);
    let slots =
        (0..3).map(|ordinal| slot(ordinal, Some(ready(&format!("web-{ordinal}"), 300)), &["data", "wal"]));
    let mut web = workload(slots.collect());
    web.direction = Direction::Terminating;
    let third = Arc::make_mut(&mut web.slots[2]);
    third.wanted = false;
    if let Some(pod) = &mut third.pod {
        *pod = self::pod("web-2", PodState::Terminating, 280, 600);
        pod.countdown = Some(Countdown { from: at(590), to: at(620) });
    }
    web.replicas = 2;
    web.attention = vec![2];
    let front = ["front-7d9c5b6f4-x2x9p", "front-7d9c5b6f4-lq8vw"];
    let pods = front.iter().enumerate().map(|(index, name)| {
        let mut slot = slot(index as u32, Some(ready(name, 45)), &[]);
        slot.name = (*name).into();
        slot.dns = None;
        slot
    });
    let mut deployment = workload(pods.collect());
    deployment.kind = WorkloadKind::Deployment;
    deployment.name = "front".into();
    deployment.ordered = false;
    let mut left = claim("old", "web-9", false, 20);
    left.owner = None;
    let mut released = volume("pvc-5c1d2e3f", 10);
    released.state = VolumeState::Released;
    Scene {
        at: at(600),
        workloads: vec![web, deployment],
        pods: vec![ready("debug", 12)],
        claims: vec![left],
        volumes: vec![released],
        nodes: vec![node("node-a", &[("0", PodState::Ready)])],
        decision: None,
    }
}

/// `count` slots in a mixture of states.
pub fn many(count: u32) -> Scene {
    let slots = (0..count).map(|ordinal| {
        let state = match (ordinal * 7 + ordinal / 9) % 40 {
            0 => PodState::Failed,
            1 => PodState::Pending,
            2 => PodState::ContainerCreating,
            3 => PodState::Terminating,
            4 => PodState::Running,
            5 => PodState::CrashLoopBackOff,
            _ => PodState::Ready,
        };
        let mut pod = pod(&format!("web-{ordinal}"), state, 60, 120);
        pod.revision = Some(revision(1 + u64::from(ordinal > count / 2)));
        pod.unknown = ordinal % 53 == 11;
        let there = ordinal < count - count / 8;
        let mut slot = slot(ordinal, there.then_some(pod), &["www"]);
        slot.wanted = ordinal < count - count / 10;
        slot
    });
    let mut web = workload(slots.collect());
    web.attention = vec![count / 3];
    web.direction = Direction::Creating;
    web.partition = Some(count / 2);
    web.update_revision = Some(revision(2));
    Scene {
        at: at(120),
        workloads: vec![web],
        nodes: vec![node("node-a", &[("0", PodState::Ready)])],
        ..Scene::default()
    }
}

fn spans(from: u64, until: Option<u64>, number: u64) -> Vec<LaneSpan> {
    let span = |from: u64, to: Option<u64>, state| LaneSpan {
        from: Time(from),
        to: to.map(Time),
        state,
        revision: number,
        unknown: false,
    };
    let mut spans = vec![
        span(from, Some(from + 700), PodState::Pending),
        span(from + 700, Some(from + 3300), PodState::ContainerCreating),
        span(from + 3300, Some(from + 4800), PodState::Running),
        span(from + 4800, until, PodState::Ready),
    ];
    spans.extend(until.map(|until| span(until, Some(until + 3200), PodState::Terminating)));
    spans
}

/// The mock's timeline: ordered creation, scale down and up, a partitioned rollout.
pub fn history() -> History {
    let lane = |ordinal: u32, lives: &[(u64, Option<u64>, u64)]| {
        Arc::new(Lane {
            namespace: "default".into(),
            name: format!("web-{ordinal}").into(),
            ordinal: Some(ordinal),
            spans: lives.iter().flat_map(|(from, until, number)| spans(*from, *until, *number)).collect(),
        })
    };
    let mark = |at: u64, kind, label: &str| Mark { at: Time(at), kind, label: label.into() };
    History {
        end: Time(112_000),
        lanes: vec![
            lane(0, &[(0, Some(100_000), 1), (103_200, None, 2)]),
            lane(1, &[(4_800, Some(92_000), 1), (95_200, None, 2)]),
            lane(2, &[(9_600, Some(36_400), 1), (43_000, Some(66_000), 1), (69_200, None, 2)]),
            lane(
                3,
                &[
                    (14_400, Some(33_200), 1),
                    (47_800, Some(58_000), 1),
                    (61_200, Some(78_000), 2),
                    (81_200, None, 2),
                ],
            ),
            lane(4, &[(19_200, Some(30_000), 1)]),
        ],
        marks: vec![
            mark(0, MarkKind::Command, "apply, replicas 5"),
            mark(30_000, MarkKind::Command, "scale 2"),
            mark(43_000, MarkKind::Command, "scale 4"),
            mark(50_000, MarkKind::Command, "partition 2"),
            mark(58_000, MarkKind::Marker, "set image"),
            mark(78_000, MarkKind::Fault, "delete web-3"),
            mark(92_000, MarkKind::Command, "partition 0"),
        ],
        replicas: vec![(Time(0), 5), (Time(30_000), 2), (Time(43_000), 4)],
    }
}

/// Each state in a lane of its own, then a long time in which nothing happens.
pub fn textures() -> History {
    let lane = |(index, state): (usize, &PodState)| {
        Arc::new(Lane {
            namespace: "default".into(),
            name: format!("web-{index}").into(),
            ordinal: Some(index as u32),
            spans: vec![
                LaneSpan {
                    from: at(index as u64),
                    to: Some(at(25)),
                    state: *state,
                    revision: 1,
                    unknown: index == 8,
                },
                LaneSpan { from: at(25), to: None, state: PodState::Ready, revision: 2, unknown: false },
            ],
        })
    };
    History { end: at(400), lanes: STATES.iter().enumerate().map(lane).collect(), ..History::default() }
}

/// `count` pods created one after another, then updated from the highest down.
pub fn long_history(count: u64) -> History {
    let lane = |ordinal: u64| {
        let (made, moved) = (ordinal * 5000, count * 5000 + (count - ordinal) * 8000);
        Arc::new(Lane {
            namespace: "default".into(),
            name: format!("web-{ordinal}").into(),
            ordinal: Some(ordinal as u32),
            spans: spans(made, Some(moved), 1).into_iter().chain(spans(moved + 3200, None, 2)).collect(),
        })
    };
    History {
        end: Time(count * 13_500),
        lanes: (0..count).map(lane).collect(),
        marks: Vec::new(),
        replicas: vec![(Time(0), count as u32)],
    }
}
