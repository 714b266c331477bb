//! What the player tells the page, as plain data. Times are seconds of the simulation.

use crate::plain::{plain, typescript, union};
use wasm_bindgen::JsCast;

plain! {
    /// Where the run stands.
    Status {
        /// The instant shown.
        time: f64,
        /// The furthest instant that was simulated.
        duration: f64,
        /// How many simulated seconds pass in a second.
        speed: f64,
        /// Whether time does not pass because nobody wants it to.
        paused: bool,
        /// Whether time does not pass because nothing would happen.
        resting: bool,
        /// Where the run is on its way to, if that takes longer than a frame.
        target: Option<f64>,
        /// How much of the way to the target was gone, from 0 to 1.
        progress: Option<f64>,
        /// Whether acting now would begin a branch: there is something after this instant.
        past: bool,
    }
}

plain! {
    /// A StatefulSet or Deployment.
    Workload {
        /// StatefulSet or Deployment.
        kind: String,
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// `spec.replicas`.
        replicas: u32,
        /// `status.readyReplicas`.
        ready: u32,
        /// `status.updatedReplicas`.
        updated: u32,
        /// `spec.ordinals.start`.
        start: u32,
        /// The partition of a rolling update, if there is one.
        partition: Option<u32>,
        /// Whether its deletion has been asked for.
        deleting: bool,
        /// The names of its first and its last pod, as far as there are any.
        pods: Vec<String>,
    }
}

plain! {
    /// The workloads there are; the first is in focus.
    Workloads {
        /// All of them, StatefulSets first.
        workloads: Vec<Workload>,
        /// The names of the nodes.
        nodes: Vec<String>,
    }
}

plain! {
    /// What the controller of the workload in focus does or waits for.
    Decision {
        /// When it was decided.
        time: f64,
        /// The object it is about, `StatefulSet/web`; empty where there is nothing to decide.
        about: String,
        /// What it does or waits for, in one sentence.
        sentence: String,
        /// Why, where there is more to say.
        why: Option<String>,
        /// The rule's name.
        rule: String,
        /// The rule's page in the Kubernetes documentation.
        link: String,
        /// The pods that the sentence names.
        pods: Vec<String>,
    }
}

plain! {
    /// A command wrote something.
    Output {
        /// Which: the number that `run` gave.
        job: u32,
        /// Whether to standard error.
        error: bool,
        /// What.
        text: String,
    }
}

plain! {
    /// A command ended.
    Exit {
        /// Which.
        job: u32,
        /// Its exit code.
        code: i32,
    }
}

plain! {
    /// A moment worth a mark: a command, a fault, a named moment.
    Marker {
        /// When.
        time: f64,
        /// Its words.
        label: String,
        /// Whether it is a fault rather than a command.
        fault: bool,
    }
}

plain! {
    /// A named moment of the run.
    Moment {
        /// When.
        time: f64,
        /// Its name.
        name: String,
        /// What there is to see, in a sentence or two; may be empty.
        text: String,
    }
}

plain! {
    /// A branch of the run.
    Branch {
        /// Its number.
        id: u32,
        /// Its name.
        name: String,
        /// The name of the branch it left; none for the first.
        of: Option<String>,
        /// When it left.
        left: Option<f64>,
        /// Whether it is the one that is shown.
        current: bool,
        /// Whether it is the one that is compared with.
        compared: bool,
    }
}

plain! {
    /// The named moments of the run, as far as they are known.
    Moments {
        /// What the scenario is called; may be empty.
        title: String,
        /// What it shows; may be empty.
        about: String,
        /// All of them, in order.
        moments: Vec<Moment>,
    }
}

plain! {
    /// The branches of the run, oldest first.
    BranchList {
        /// All of them.
        branches: Vec<Branch>,
        /// The words of the command that would be undone, if there is one.
        undo: Option<String>,
        /// Whether something that was undone can be done again.
        redo: bool,
    }
}

plain! {
    /// A command of a scenario began to write; the number is what its output is told under.
    Typed {
        /// The number.
        job: u32,
        /// Its words.
        line: String,
        /// When.
        time: f64,
    }
}

plain! {
    /// A scenario was played to its end, or as far as one does, and the run is back at its start.
    Rehearsed {
        /// The furthest instant that is known.
        duration: f64,
        /// What the first command that failed wrote to standard error, if one did.
        refused: Option<String>,
    }
}

plain! {
    /// In what the branch that is compared with (B) differs from the one that is shown (A) at the same instant.
    Comparison {
        /// The differences in sentences, at most as many as one reads.
        sentences: Vec<String>,
        /// How many more there are.
        more: u32,
        /// Whether B is still on its way to the instant.
        behind: bool,
    }
}

plain! {
    /// A moment to go to.
    MomentAt {
        /// When.
        time: f64,
        /// Its words.
        label: String,
        /// command, fault, decision or marker.
        sort: String,
    }
}

plain! {
    /// Something one should know of once.
    Notice {
        /// What.
        text: String,
    }
}

union! {
    /// What the player tells.
    PlayerEvent {
        /// Time has passed, or something about the run's course changed.
        "time" Time(Status),
        /// The workloads changed.
        "workloads" Workloads(Workloads),
        /// The controller in focus decided something else.
        "decision" Decision(Decision),
        /// A command wrote something.
        "output" Output(Output),
        /// A command ended.
        "exit" Exit(Exit),
        /// A command or fault left a mark.
        "marker" Marker(Marker),
        /// There are other named moments.
        "moments" Moments(Moments),
        /// A command of a scenario began to write.
        "typed" Typed(Typed),
        /// A scenario is known to its end.
        "rehearsed" Rehearsed(Rehearsed),
        /// The branches changed, or what can be undone.
        "branches" Branches(BranchList),
        /// The comparison says something else.
        "comparison" Comparison(Comparison),
        /// Something one should know of.
        "notice" Notice(Notice),
    }
}
