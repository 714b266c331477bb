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
        /// Whether acting now would cut off what came after.
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
        /// Its pods, lowest ordinal first.
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
        /// Something one should know of.
        "notice" Notice(Notice),
    }
}
