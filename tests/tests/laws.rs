//! Laws of the model: whatever is done to a small cluster, in whatever order, these hold.

use ordinal_core::journal::dump;
use ordinal_core::object::Kind;
use ordinal_core::scenario::{Player, Scenario};
use ordinal_core::{Time, Timeline};
use ordinal_tests::laws::acts::{Act, Setting, acts, play};
use ordinal_tests::laws::watch;
use proptest::prelude::*;

/// A quarter of proptest's own number of cases, since a case is a whole run: 64, or what PROPTEST_CASES says.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.div_ceil(4), failure_persistence: None, ..default }
}

/// What there is and what has happened by then: a difference of any kind shows.
fn picture(timeline: &Timeline) -> String {
    let store = timeline.cluster().store();
    let objects = Kind::all().iter().flat_map(|info| store.list(info.kind, None));
    let objects: String = objects.map(|object| format!("{object:?}\n")).collect();
    format!("{}\n{objects}{}", timeline.now(), dump(timeline.records()))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_replay_equals_the_run(acts in acts(), setting in Setting::any()) {
        let run = play(setting, &acts);
        let scenario = Scenario::parse(&Scenario::of_run(&run).to_value().to_string()).expect("what was written is read");
        let mut again = Player::new(scenario);
        again.advance(run.end());
        prop_assert_eq!(picture(again.timeline()), picture(&run));
    }

    #[test]
    fn a_seek_equals_the_run(acts in acts(), setting in Setting::any(), shares in prop::collection::vec(0..=100_u64, 1..4)) {
        let mut run = play(setting, &acts);
        let (end, whole) = (run.end(), picture(&run));
        for share in shares {
            let at = Time(end.0 * share / 100);
            run.seek(at);
            let mut fresh = Player::new(Scenario::of_run(&play(setting, &acts)));
            fresh.advance(at);
            prop_assert_eq!(picture(&run), picture(fresh.timeline()));
        }
        run.seek(end);
        prop_assert_eq!(picture(&run), whole);
    }

    #[test]
    fn no_pod_is_replaced_while_it_may_still_run_unless_somebody_forced_it(acts in acts(), setting in Setting::any()) {
        let run = play(setting, &acts);
        prop_assert_eq!(watch::unconfirmed_removals(&run), Vec::<String>::new());
    }

    #[test]
    fn ordered_ready_never_creates_past_a_pod_that_is_not_ready(acts in acts(), setting in Setting::ordered()) {
        let run = play(setting, &acts);
        prop_assert_eq!(watch::creations_past_one_not_ready(&run), Vec::<String>::new());
    }

    #[test]
    fn a_scale_down_never_starts_before_the_one_above_is_gone(acts in acts(), setting in Setting::ordered()) {
        let run = play(setting, &acts);
        prop_assert_eq!(watch::removals_below_one_that_is_there(&run), Vec::<String>::new());
    }

    #[test]
    fn a_claim_is_deleted_only_by_a_user_or_by_the_policy(acts in acts(), setting in Setting::any()) {
        let run = play(setting, &acts);
        prop_assert_eq!(watch::unasked_claim_deletions(&run), Vec::<String>::new());
    }

    #[test]
    fn a_pods_claims_are_those_of_its_ordinal(acts in acts(), setting in Setting::any()) {
        let mut run = play(setting, &acts);
        let end = run.end().0;
        for share in 0..=10 {
            run.seek(Time(end * share / 10));
            for pod in run.cluster().store().list(Kind::Pod, None) {
                let claims: Vec<_> = pod.pod().iter().flat_map(|pod| &pod.claims).map(|v| v.claim.to_string()).collect();
                prop_assert_eq!(claims, vec![format!("data-{}", pod.meta.name)]);
            }
        }
    }

    #[test]
    fn a_set_left_alone_comes_to_what_was_asked(replicas in 0..6_u8, then in 0..6_u8, setting in Setting::any()) {
        let run = play(setting, &[(0, Act::Scale(replicas)), (400, Act::Scale(then)), (1_200_000, Act::Look)]);
        let store = run.cluster().store();
        let pods: Vec<_> = store.list(Kind::Pod, Some("default")).map(|pod| pod.meta.name.to_string()).collect();
        let asked: Vec<_> = (0..then).map(|ordinal| format!("web-{ordinal}")).collect();
        prop_assert_eq!(pods, asked);
        prop_assert!(store.list(Kind::Pod, None).all(|pod| pod.pod().is_some_and(|pod| pod.is_running_and_ready())));
    }
}

#[test]
fn a_broken_law_is_seen() {
    let expected = [
        "0.005s web-1 was created past web-0",
        "0.005s web-0 was removed before web-1 was gone",
        "0.005s web-0 went while it ran",
        "0.005s data-web-0 was deleted",
    ];
    assert_eq!(watch::broken().concat(), expected);
}
