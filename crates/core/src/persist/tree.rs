//! The tree below every persistent map and set: a B+ tree of items, which are pointers to what many trees may share,
//! ordered by their place, a number, and where that is the same by whoever calls.
//!
//! It knows nothing of keys and values. The places stand in the nodes themselves, side by side: finding an item looks at
//! them, and at that item alone.

mod between;
mod row;

pub use between::{Between, next_unshared};
use row::{Row, WIDTH};
use std::cmp::Ordering;
use std::sync::Arc;

/// How two items of one place compare.
pub type Compare<T> = fn(&T, &T) -> Ordering;

/// With fewer than this, a node joins a neighbour that has room for it.
const NARROW: usize = WIDTH / 4;

/// What is looked for.
pub struct Sought<'a, T> {
    /// Its place.
    pub place: u64,
    /// How an item of that place compares to it.
    pub order: &'a dyn Fn(&T) -> Ordering,
}

// Derived, it would ask for items that are `Copy` themselves.
impl<T> Clone for Sought<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Sought<'_, T> {}

#[derive(Clone, Debug)]
enum Node<T> {
    Leaf(Row<T>),
    /// The place of a child is not above any of its items', and not below any of the children before it.
    Branch(Row<Child<T>>),
}

/// A node below a branch.
#[derive(Clone, Debug)]
struct Child<T> {
    /// How many items are below it.
    len: usize,
    node: Arc<Node<T>>,
}

/// Items in order. Copies share all nodes that have not changed since.
#[derive(Clone, Debug)]
pub struct Tree<T> {
    root: Option<Arc<Node<T>>>,
    len: usize,
}

/// What an insertion came to.
enum Inserted<T> {
    /// It took the place of this one.
    Instead(T),
    /// It was added.
    Added,
    /// It was added, and the node was split: this is the new right half, and its place.
    Split(u64, Child<T>),
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Tree { root: None, len: 0 }
    }
}

impl<T: Clone> Tree<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The first item.
    pub fn first(&self) -> Option<&T> {
        first(self.root.as_deref()?).map(|(_, item)| item)
    }

    /// The item that compares as equal.
    pub fn get(&self, sought: Sought<T>) -> Option<&T> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(row) => return row.get(in_leaf(row, sought).ok()?),
                Node::Branch(row) => node = &row[child_for(row, sought)].node,
            }
        }
    }

    /// The item that compares as equal, to change. Other trees that share it keep theirs only if the caller puts
    /// another in its place.
    pub fn get_mut(&mut self, sought: Sought<T>) -> Option<&mut T> {
        let mut node = self.root.as_mut()?;
        loop {
            match Arc::make_mut(node) {
                Node::Leaf(row) => {
                    let at = in_leaf(row, sought).ok()?;
                    return row.get_mut(at);
                }
                Node::Branch(row) => {
                    let at = child_for(row, sought);
                    node = &mut row[at].node;
                }
            }
        }
    }

    /// Puts an item in its place. Returns the one that was there.
    pub fn insert(&mut self, compare: Compare<T>, place: u64, item: T) -> Option<T> {
        let Some(root) = &mut self.root else {
            let mut row = Row::default();
            row.insert(0, place, item);
            (self.root, self.len) = (Some(Arc::new(Node::Leaf(row))), 1);
            return None;
        };
        self.len += 1;
        match insert(root, compare, place, item) {
            Inserted::Instead(old) => {
                self.len -= 1;
                return Some(old);
            }
            Inserted::Added => {}
            Inserted::Split(at, right) => {
                let left = Child { len: self.len - right.len, node: root.clone() };
                let mut row = Row::default();
                row.insert(0, 0, left);
                row.insert(1, at, right);
                self.root = Some(Arc::new(Node::Branch(row)));
            }
        }
        None
    }

    /// Takes out the item that compares as equal.
    pub fn remove(&mut self, sought: Sought<T>) -> Option<T> {
        let root = self.root.as_mut()?;
        let item = remove(root, sought)?;
        self.len -= 1;
        if let Node::Branch(row) = &**root
            && let [only] = &**row
        {
            self.root = Some(only.node.clone());
        }
        Some(item)
    }

    /// The items from here on: those that do not compare as less.
    pub fn from(&self, sought: Sought<T>) -> Between<'_, T> {
        let mut between = self.all();
        let Some(mut node) = self.root.as_deref() else { return between };
        loop {
            match node {
                Node::Leaf(row) => {
                    let at = in_leaf(row, sought).unwrap_or_else(|at| at);
                    between.begin(at, &row[at..]);
                    return between;
                }
                Node::Branch(row) => {
                    // Several items may compare as equal: the first of them may be the last one of a child.
                    let at = children_before(row, sought, Ordering::is_lt).saturating_sub(1);
                    between.begin(row[..at].iter().map(|child| child.len).sum(), &[]);
                    node = &row[at].node;
                }
            }
        }
    }

    /// All items.
    pub fn all(&self) -> Between<'_, T> {
        Between::of(self)
    }

    /// The leaf that has the item of a rank, and that item's index in the leaf.
    fn leaf(&self, mut rank: usize) -> Option<(&[T], usize)> {
        let mut node = self.root.as_deref()?;
        loop {
            match node {
                Node::Leaf(row) => return Some((row, rank)),
                Node::Branch(row) => {
                    let mut at = 0;
                    while rank >= row.get(at)?.len {
                        rank -= row[at].len;
                        at += 1;
                    }
                    node = &row[at].node;
                }
            }
        }
    }
}

/// Where in a leaf the first item is that does not compare as less, and whether it compares as equal. Items are asked how
/// they compare only among those of the place that is looked for: most places are one item's alone.
fn in_leaf<T>(row: &Row<T>, sought: Sought<T>) -> Result<usize, usize> {
    let from = row.not_below(sought.place);
    let Some(item) = row.get(from).filter(|_| row.has_place(from, sought.place)) else { return Err(from) };
    if row.has_place(from + 1, sought.place) {
        return among(row, sought, from);
    }
    match (sought.order)(item) {
        Ordering::Less => Err(from + 1),
        Ordering::Equal => Ok(from),
        Ordering::Greater => Err(from),
    }
}

/// The same among several of one place. Most places are one item's alone: what those pay should be little.
#[inline(never)]
fn among<T>(row: &Row<T>, sought: Sought<T>, from: usize) -> Result<usize, usize> {
    let to = row.end_of(sought.place);
    let at = from + row[from..to].partition_point(|item| (sought.order)(item).is_lt());
    if at < to && (sought.order)(&row[at]).is_eq() { Ok(at) } else { Err(at) }
}

/// The child that has what is looked for, if any has: the last one that does not begin after it.
fn child_for<T>(row: &Row<Child<T>>, sought: Sought<T>) -> usize {
    children_before(row, sought, Ordering::is_le).saturating_sub(1)
}

/// How many children begin before what is looked for, in a sense of before. Of those that begin at its place, their first
/// items tell.
fn children_before<T>(row: &Row<Child<T>>, sought: Sought<T>, is_before: fn(Ordering) -> bool) -> usize {
    let from = row.not_below(sought.place);
    if row.has_place(from, sought.place) { children_among(row, sought, from, is_before) } else { from }
}

/// The same where some begin at that place, from the first of those on.
#[inline(never)]
fn children_among<T>(
    row: &Row<Child<T>>,
    sought: Sought<T>,
    from: usize,
    is_before: fn(Ordering) -> bool,
) -> usize {
    let to = row.end_of(sought.place);
    from + row[from..to].partition_point(|child| match first(&child.node) {
        Some((place, item)) => is_before(place.cmp(&sought.place).then_with(|| (sought.order)(item))),
        None => true,
    })
}

/// The first item of a node, and its place.
fn first<T>(mut node: &Node<T>) -> Option<(u64, &T)> {
    loop {
        match node {
            Node::Leaf(row) => return Some((row.place(0), row.first()?)),
            Node::Branch(row) => node = &row.first()?.node,
        }
    }
}

fn insert<T: Clone>(node: &mut Arc<Node<T>>, compare: Compare<T>, place: u64, item: T) -> Inserted<T> {
    let order = |known: &T| compare(known, &item);
    let sought = Sought { place, order: &order };
    match Arc::make_mut(node) {
        Node::Leaf(row) => match in_leaf(row, sought) {
            Ok(at) => Inserted::Instead(std::mem::replace(&mut row[at], item)),
            Err(at) => match row.insert(at, place, item) {
                None => Inserted::Added,
                Some(right) => {
                    let (place, len) = (right.place(0), right.len());
                    Inserted::Split(place, Child { len, node: Arc::new(Node::Leaf(right)) })
                }
            },
        },
        Node::Branch(row) => {
            let at = child_for(row, sought);
            insert_below(row, at, compare, place, item)
        }
    }
}

fn insert_below<T: Clone>(
    row: &mut Row<Child<T>>,
    at: usize,
    compare: Compare<T>,
    place: u64,
    item: T,
) -> Inserted<T> {
    if at == 0 {
        row.begin_at(place);
    }
    let child = &mut row[at];
    child.len += 1;
    match insert(&mut child.node, compare, place, item) {
        Inserted::Instead(old) => {
            child.len -= 1;
            Inserted::Instead(old)
        }
        Inserted::Added => Inserted::Added,
        Inserted::Split(place, right) => {
            child.len -= right.len;
            match row.insert(at + 1, place, right) {
                None => Inserted::Added,
                Some(right) => {
                    let (place, len) = (right.place(0), right.iter().map(|child| child.len).sum());
                    Inserted::Split(place, Child { len, node: Arc::new(Node::Branch(right)) })
                }
            }
        }
    }
}

fn remove<T: Clone>(node: &mut Arc<Node<T>>, sought: Sought<T>) -> Option<T> {
    match Arc::make_mut(node) {
        Node::Leaf(row) => {
            let at = in_leaf(row, sought).ok()?;
            Some(row.remove(at))
        }
        Node::Branch(row) => {
            let at = child_for(row, sought);
            let several = row.len() > 1;
            let child = &mut row[at];
            let item = remove(&mut child.node, sought)?;
            child.len -= 1;
            if child.len == 0 && several {
                row.remove(at);
            } else if child.node.width() < NARROW {
                join(row, at);
            }
            Some(item)
        }
    }
}

/// Joins a narrow child with a neighbour, if they fit into one node.
fn join<T: Clone>(row: &mut Row<Child<T>>, at: usize) {
    let left = at.saturating_sub(1);
    let Some([one, other]) = row.get(left..left + 2) else { return };
    if one.node.width() + other.node.width() > WIDTH {
        return;
    }
    let place = row.place(left + 1);
    let right = row.remove(left + 1);
    let one = &mut row[left];
    one.len += right.len;
    match (Arc::make_mut(&mut one.node), Arc::unwrap_or_clone(right.node)) {
        (Node::Leaf(row), Node::Leaf(more)) => row.append(more.place(0), more),
        (Node::Branch(row), Node::Branch(more)) => row.append(place, more),
        (Node::Leaf(_), Node::Branch(_)) | (Node::Branch(_), Node::Leaf(_)) => {
            unreachable!("all leaves are equally deep")
        }
    }
}

impl<T> Node<T> {
    fn width(&self) -> usize {
        match self {
            Node::Leaf(row) => row.len(),
            Node::Branch(row) => row.len(),
        }
    }
}
