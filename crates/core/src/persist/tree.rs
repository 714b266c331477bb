//! The tree below every persistent map and set: a B+ tree of items of any type, ordered by their place, a number, and
//! where that is the same by whoever calls.
//!
//! It knows nothing of keys and values, so that there is one copy of its code, however many types of maps there are. The
//! places stand in the nodes themselves: finding an item looks at numbers side by side, and at that item alone.

use std::any::Any;
use std::cmp::Ordering;
use std::sync::Arc;

/// What a tree holds: an entry of a map, shared by all trees that have it.
pub type Item = Arc<dyn Any + Send + Sync>;

/// How two items of one place compare.
pub type Compare = fn(&Item, &Item) -> Ordering;

/// How many items or children a node has at most.
const WIDTH: usize = 32;
/// With fewer than this, a node joins a neighbour that has room for it.
const NARROW: usize = WIDTH / 4;

/// What is looked for.
#[derive(Clone, Copy)]
pub struct Sought<'a> {
    /// Its place.
    pub place: u64,
    /// How an item of that place compares to it.
    pub order: &'a dyn Fn(&Item) -> Ordering,
}

/// An item and its place.
#[derive(Clone, Debug)]
struct Slot {
    place: u64,
    item: Item,
}

#[derive(Clone, Debug)]
enum Node {
    Leaf(Vec<Slot>),
    Branch(Vec<Child>),
}

/// A node below a branch.
#[derive(Clone, Debug)]
struct Child {
    /// Not above any of its items, and above all items of the children before it. That of a branch's first child
    /// is never looked at: whatever is below the second child belongs there.
    least: Slot,
    /// How many items are below it.
    len: usize,
    node: Arc<Node>,
}

/// Items in order. Copies share all nodes that have not changed since.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    root: Option<Arc<Node>>,
    len: usize,
}

/// What an insertion came to.
enum Inserted {
    /// It took the place of this one.
    Instead(Item),
    /// It was added.
    Added,
    /// It was added, and the node was split: this is the new right half.
    Split(Child),
}

impl Tree {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The item that compares as equal.
    pub fn get(&self, sought: Sought) -> Option<&Item> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(slots) => return slots.get(in_leaf(slots, sought).ok()?).map(|slot| &slot.item),
                Node::Branch(children) => node = &children[child_for(children, sought)].node,
            }
        }
    }

    /// The item that compares as equal, to change. Other trees that share it keep theirs only if the caller puts
    /// another in its place.
    pub fn get_mut(&mut self, sought: Sought) -> Option<&mut Item> {
        let mut node = self.root.as_mut()?;
        loop {
            match Arc::make_mut(node) {
                Node::Leaf(slots) => {
                    let at = in_leaf(slots, sought).ok()?;
                    return slots.get_mut(at).map(|slot| &mut slot.item);
                }
                Node::Branch(children) => {
                    let at = child_for(children, sought);
                    node = &mut children[at].node;
                }
            }
        }
    }

    /// Puts an item in its place. Returns the one that was there.
    pub fn insert(&mut self, compare: Compare, place: u64, item: Item) -> Option<Item> {
        let slot = Slot { place, item };
        let Some(root) = &mut self.root else {
            self.root = Some(Arc::new(Node::Leaf(vec![slot])));
            self.len = 1;
            return None;
        };
        match insert(root, compare, slot) {
            Inserted::Instead(old) => return Some(old),
            Inserted::Added => {}
            Inserted::Split(right) => {
                let left =
                    Child { least: right.least.clone(), len: self.len + 1 - right.len, node: root.clone() };
                self.root = Some(Arc::new(Node::Branch(vec![left, right])));
            }
        }
        self.len += 1;
        None
    }

    /// Takes out the item that compares as equal.
    pub fn remove(&mut self, sought: Sought) -> Option<Item> {
        let root = self.root.as_mut()?;
        let item = remove(root, sought)?;
        self.len -= 1;
        if let Node::Branch(children) = &**root
            && let [only] = children.as_slice()
        {
            self.root = Some(only.node.clone());
        }
        Some(item)
    }

    /// How many items come before: those that compare as less.
    pub fn rank(&self, sought: Sought) -> usize {
        let Some(mut node) = self.root.as_deref() else { return 0 };
        let mut rank = 0;
        loop {
            match node {
                Node::Leaf(slots) => return rank + before(in_leaf(slots, sought)),
                Node::Branch(children) => {
                    let above = before(in_branch(children, sought));
                    rank += children[..above].iter().map(|child| child.len).sum::<usize>();
                    node = &children[above].node;
                }
            }
        }
    }

    /// The items from one place to another.
    pub fn between(&self, from: usize, to: usize) -> Between<'_> {
        Between { tree: self, from, to: to.max(from), front: &[], back: &[] }
    }

    /// The leaf that has the item of a rank, and that item's index in the leaf.
    fn leaf(&self, mut rank: usize) -> Option<(&[Slot], usize)> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(slots) => return Some((slots, rank)),
                Node::Branch(children) => {
                    let mut at = 0;
                    while rank >= children.get(at)?.len {
                        rank -= children[at].len;
                        at += 1;
                    }
                    node = &children[at].node;
                }
            }
        }
    }
}

/// Where in a node the first is that does not compare as less, and whether it compares as equal. Most places are one
/// item's alone; items are asked how they compare only among those of the place that is looked for.
fn search<T>(all: &[T], slot: impl Fn(&T) -> &Slot, sought: Sought) -> Result<usize, usize> {
    let from = all.partition_point(|one| slot(one).place < sought.place);
    let is_same = |one: &T| slot(one).place == sought.place;
    let order = |one: &T| (sought.order)(&slot(one).item);
    if !all.get(from).is_some_and(is_same) {
        return Err(from);
    }
    if !all.get(from + 1).is_some_and(is_same) {
        return match order(&all[from]) {
            Ordering::Less => Err(from + 1),
            Ordering::Equal => Ok(from),
            Ordering::Greater => Err(from),
        };
    }
    let same = &all[from..from + all[from..].partition_point(is_same)];
    let at = same.partition_point(|one| order(one).is_lt());
    if same.get(at).is_some_and(|one| order(one).is_eq()) { Ok(from + at) } else { Err(from + at) }
}

fn in_leaf(slots: &[Slot], sought: Sought) -> Result<usize, usize> {
    search(slots, |slot| slot, sought)
}

fn in_branch(children: &[Child], sought: Sought) -> Result<usize, usize> {
    search(&children[1..], |child| &child.least, sought)
}

fn before(found: Result<usize, usize>) -> usize {
    found.unwrap_or_else(|at| at)
}

/// The child that has what is looked for, if any has.
fn child_for(children: &[Child], sought: Sought) -> usize {
    in_branch(children, sought).map_or_else(|at| at, |at| at + 1)
}

fn insert(node: &mut Arc<Node>, compare: Compare, slot: Slot) -> Inserted {
    let order = |known: &Item| compare(known, &slot.item);
    let sought = Sought { place: slot.place, order: &order };
    match Arc::make_mut(node) {
        Node::Leaf(slots) => match in_leaf(slots, sought) {
            Ok(at) => Inserted::Instead(std::mem::replace(&mut slots[at].item, slot.item)),
            Err(at) => {
                slots.insert(at, slot);
                split(slots, at).map_or(Inserted::Added, |right| {
                    Inserted::Split(Child {
                        least: right[0].clone(),
                        len: right.len(),
                        node: Arc::new(Node::Leaf(right)),
                    })
                })
            }
        },
        Node::Branch(children) => {
            let at = child_for(children, sought);
            insert_below(children, at, compare, slot)
        }
    }
}

fn insert_below(children: &mut Vec<Child>, at: usize, compare: Compare, slot: Slot) -> Inserted {
    let child = &mut children[at];
    match insert(&mut child.node, compare, slot) {
        Inserted::Instead(old) => return Inserted::Instead(old),
        Inserted::Added => {
            child.len += 1;
            return Inserted::Added;
        }
        Inserted::Split(right) => {
            child.len = child.len + 1 - right.len;
            children.insert(at + 1, right);
        }
    }
    split(children, at + 1).map_or(Inserted::Added, |right| {
        let len = right.iter().map(|child| child.len).sum();
        Inserted::Split(Child { least: right[0].least.clone(), len, node: Arc::new(Node::Branch(right)) })
    })
}

/// Splits what has become too wide, after an insertion at a place. Where it grew at its end it probably goes on growing
/// there, and what is before stays full.
fn split<T>(all: &mut Vec<T>, grown_at: usize) -> Option<Vec<T>> {
    if all.len() <= WIDTH {
        return None;
    }
    let at = if grown_at + 1 == all.len() { WIDTH } else { WIDTH / 2 };
    let right = all.split_off(at);
    all.shrink_to_fit();
    Some(right)
}

fn remove(node: &mut Arc<Node>, sought: Sought) -> Option<Item> {
    match Arc::make_mut(node) {
        Node::Leaf(slots) => {
            let at = in_leaf(slots, sought).ok()?;
            Some(slots.remove(at).item)
        }
        Node::Branch(children) => {
            let at = child_for(children, sought);
            let several = children.len() > 1;
            let child = &mut children[at];
            let item = remove(&mut child.node, sought)?;
            child.len -= 1;
            if child.len == 0 && several {
                children.remove(at);
            } else if child.node.width() < NARROW {
                join(children, at);
            }
            Some(item)
        }
    }
}

/// Joins a narrow child with a neighbour, if they fit into one node.
fn join(children: &mut Vec<Child>, at: usize) {
    let left = at.saturating_sub(1);
    let Some([one, other]) = children.get(left..left + 2) else { return };
    if one.node.width() + other.node.width() > WIDTH {
        return;
    }
    let right = children.remove(left + 1);
    let one = &mut children[left];
    one.len += right.len;
    match (Arc::make_mut(&mut one.node), Arc::unwrap_or_clone(right.node)) {
        (Node::Leaf(slots), Node::Leaf(more)) => slots.extend(more),
        (Node::Branch(children), Node::Branch(mut more)) => {
            if let Some(first) = more.first_mut() {
                first.least = right.least;
            }
            children.extend(more);
        }
        (Node::Leaf(_), Node::Branch(_)) | (Node::Branch(_), Node::Leaf(_)) => {
            unreachable!("all leaves are equally deep")
        }
    }
}

impl Node {
    fn width(&self) -> usize {
        match self {
            Node::Leaf(slots) => slots.len(),
            Node::Branch(children) => children.len(),
        }
    }
}

/// Items in order, from either end.
#[derive(Clone, Debug)]
pub struct Between<'a> {
    tree: &'a Tree,
    from: usize,
    to: usize,
    /// What is left of the leaf that `from` is in, as far as it was looked at.
    front: &'a [Slot],
    /// What is left of the leaf that `to` is in.
    back: &'a [Slot],
}

impl<'a> Between<'a> {
    /// How many are left.
    pub fn len(&self) -> usize {
        self.to - self.from
    }

    /// The next from the front.
    pub fn next(&mut self) -> Option<&'a Item> {
        if self.from >= self.to {
            return None;
        }
        if self.front.is_empty() {
            let (leaf, at) = self.tree.leaf(self.from)?;
            self.front = leaf.get(at..)?;
        }
        let (slot, rest) = self.front.split_first()?;
        self.front = rest;
        self.from += 1;
        Some(&slot.item)
    }

    /// The next from the back.
    pub fn next_back(&mut self) -> Option<&'a Item> {
        if self.from >= self.to {
            return None;
        }
        if self.back.is_empty() {
            let (leaf, at) = self.tree.leaf(self.to - 1)?;
            self.back = leaf.get(..=at)?;
        }
        let (slot, rest) = self.back.split_last()?;
        self.back = rest;
        self.to -= 1;
        Some(&slot.item)
    }
}
