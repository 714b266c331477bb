//! The walk-throughs, moment by moment.

use super::lesson::Lesson;
use expect_test::expect;

#[test]
fn a_pod_returns_to_its_name_and_volume() {
    let mut lesson = Lesson::play("walkthroughs/names-and-volumes");
    expect![[r#"
        transcript
          Two names
            page-0: Running and Ready, httpd:2.4 on node-a; htdocs-page-0: Bound, volume Bound with index.html
            page-1: Running and Ready, httpd:2.4 on node-b; htdocs-page-1: Bound, volume (2) Bound with index.html
            page is as asked.
          Only the pod goes
            page-0: Terminating and Ready, httpd:2.4 on node-a; htdocs-page-0: Bound, volume Bound with index.html
            page-1: Running and Ready, httpd:2.4 on node-b; htdocs-page-1: Bound, volume (2) Bound with index.html
            Waits for page-0 to be gone.
          Back under its name
            page-0 (2): Running and Ready, httpd:2.4 on node-c; htdocs-page-0: Bound, volume Bound with index.html
            page-1: Running and Ready, httpd:2.4 on node-b; htdocs-page-1: Bound, volume (2) Bound with index.html
            page is as asked.
          The old page
            page-0 (2): Running and Ready, httpd:2.4 on node-c; htdocs-page-0: Bound, volume Bound with index.html
            page-1: Running and Ready, httpd:2.4 on node-b; htdocs-page-1: Bound, volume (2) Bound with index.html
            page is as asked.
          The claims outlive the set
            htdocs-page-0: Bound, volume Bound with index.html
            htdocs-page-1: Bound, volume (2) Bound with index.html
          Now the data is gone
    "#]].assert_eq(&lesson.transcript());
    let page = "page-0 wrote this at Thu Jan  1 00:00:04 UTC 2026\n";
    assert_eq!(lesson.terminal().matches(page).count(), 2, "before the pod was deleted, and after");
}

#[test]
fn each_waits_until_the_one_before_is_ready_and_claims_stay() {
    let mut lesson = Lesson::play("walkthroughs/one-after-another");
    expect![[r#"
        transcript
          Running is not Ready
            store-0: Running, registry.example.com/store:0.6 on node-a; data-store-0: Bound, volume Bound
            store-1: no pod
            Waits for store-0 to be Running and Ready before it creates store-1.
          Two shards
            store-0: Running and Ready, registry.example.com/store:0.6 on node-a; data-store-0: Bound, volume Bound
            store-1: Running and Ready, registry.example.com/store:0.6 on node-b; data-store-1: Bound, volume (2) Bound
            store is as asked.
          Up, one at a time
            store-0: Running and Ready, registry.example.com/store:0.6 on node-a; data-store-0: Bound, volume Bound
            store-1: Running and Ready, registry.example.com/store:0.6 on node-b; data-store-1: Bound, volume (2) Bound
            store-2: Running, registry.example.com/store:0.6 on node-c; data-store-2: Bound, volume (3) Bound
            store-3: no pod
            Waits for store-2 to be Running and Ready before it creates store-3.
          Down, the highest first
            store-0: Running and Ready, registry.example.com/store:0.6 on node-a; data-store-0: Bound, volume Bound
            store-1: Running and Ready, registry.example.com/store:0.6 on node-b; data-store-1: Bound, volume (2) Bound
            store-2: Terminating, registry.example.com/store:0.6 on node-c; data-store-2: Bound, volume (3) Bound
            Waits for store-2 to be gone.
          Four claims, two pods
            store-0: Running and Ready, registry.example.com/store:0.6 on node-a; data-store-0: Bound, volume Bound
            store-1: Running and Ready, registry.example.com/store:0.6 on node-b; data-store-1: Bound, volume (2) Bound
            store-2: no pod; data-store-2: Bound, volume (3) Bound
            store is as asked.
          A namespace takes everything
    "#]].assert_eq(&lesson.transcript());
}

#[test]
fn a_set_s_pods_return_and_a_deployment_s_are_replaced() {
    let mut lesson = Lesson::play("walkthroughs/beside-a-deployment");
    expect![[r#"
        transcript
          All at once, and one by one
            shop-0: Running and Ready, nginx:1.27 on node-b; data-shop-0: Bound, volume Bound
            shop-1: Pending, nginx:1.27; data-shop-1: Pending
            shop-2: no pod
            api-78ff55845-tqvjx: Running and Ready, nginx:1.27 on node-c
            api-78ff55845-5j88p: Running and Ready, nginx:1.27 on node-b
            api-78ff55845-wzgwr: Running and Ready, nginx:1.27 on node-a
            Waits for shop-1 to be Running and Ready before it creates shop-2.
          Two ways to be three
            shop-0: Running and Ready, nginx:1.27 on node-b; data-shop-0: Bound, volume Bound
            shop-1: Running and Ready, nginx:1.27 on node-a; data-shop-1: Bound, volume (2) Bound
            shop-2: Running and Ready, nginx:1.27 on node-c; data-shop-2: Bound, volume (3) Bound
            api-78ff55845-tqvjx: Running and Ready, nginx:1.27 on node-c
            api-78ff55845-5j88p: Running and Ready, nginx:1.27 on node-b
            api-78ff55845-wzgwr: Running and Ready, nginx:1.27 on node-a
            shop is as asked.
          Replaced, or returned
            shop-0: Running and Ready, nginx:1.27 on node-b; data-shop-0: Bound, volume Bound
            shop-1 (2): Running and Ready, nginx:1.27 on node-a; data-shop-1: Bound, volume (2) Bound
            shop-2: Running and Ready, nginx:1.27 on node-c; data-shop-2: Bound, volume (3) Bound
            api-78ff55845-fwvvk: Running and Ready, nginx:1.27 on node-a
            api-78ff55845-mnvwv: Running and Ready, nginx:1.27 on node-c
            api-78ff55845-vgf9f: Running and Ready, nginx:1.27 on node-b
            shop is as asked.
          A name to call it by
            shop-0: Running and Ready, nginx:1.27 on node-b; data-shop-0: Bound, volume Bound
            shop-1 (2): Running and Ready, nginx:1.27 on node-a; data-shop-1: Bound, volume (2) Bound
            shop-2: Running and Ready, nginx:1.27 on node-c; data-shop-2: Bound, volume (3) Bound
            api-78ff55845-fwvvk: Running and Ready, nginx:1.27 on node-a
            api-78ff55845-mnvwv: Running and Ready, nginx:1.27 on node-c
            api-78ff55845-vgf9f: Running and Ready, nginx:1.27 on node-b
            shop is as asked.
          In order, if you scale
            shop-0: Running and Ready, nginx:1.27 on node-b; data-shop-0: Bound, volume Bound
            shop-1 (2): Terminating and Ready, nginx:1.27 on node-a; data-shop-1: Bound, volume (2) Bound
            shop-2: no pod; data-shop-2: Bound, volume (3) Bound
            api-78ff55845-fwvvk: Running and Ready, nginx:1.27 on node-a
            api-78ff55845-mnvwv: Running and Ready, nginx:1.27 on node-c
            api-78ff55845-vgf9f: Running and Ready, nginx:1.27 on node-b
            Waits for shop-1 to be gone.
          Everybody finds their own
            shop-0 (2): Running and Ready, nginx:1.27 on node-a; data-shop-0: Bound, volume Bound
            shop-1 (3): Running and Ready, nginx:1.27 on node-c; data-shop-1: Bound, volume (2) Bound
            shop-2 (2): Running and Ready, nginx:1.27 on node-b; data-shop-2: Bound, volume (3) Bound
            api-78ff55845-fwvvk: Running and Ready, nginx:1.27 on node-a
            api-78ff55845-mnvwv: Running and Ready, nginx:1.27 on node-c
            api-78ff55845-vgf9f: Running and Ready, nginx:1.27 on node-b
            shop is as asked.
    "#]]
    .assert_eq(&lesson.transcript());
}

#[test]
fn each_pod_has_a_name_while_there_is_a_service() {
    let mut lesson = Lesson::play("walkthroughs/call-each-pod");
    expect![[r#"
        transcript
          A disk first
            webapp-0: ContainerCreating, nginx:1.27 on node-a; www-webapp-0: Bound, volume Bound
            webapp-1: no pod
            webapp-2: no pod
            Waits for webapp-0 to be Running and Ready before it creates webapp-1.
          The second one
            webapp-0: Running and Ready, nginx:1.27 on node-a; www-webapp-0: Bound, volume Bound with index.html
            webapp-1: ContainerCreating, nginx:1.27 on node-b; www-webapp-1: Bound, volume (2) Bound
            webapp-2: no pod
            Waits for webapp-1 to be Running and Ready before it creates webapp-2.
          Three pods, three disks
            webapp-0: Running and Ready, nginx:1.27 on node-a; www-webapp-0: Bound, volume Bound with index.html
            webapp-1: Running and Ready, nginx:1.27 on node-b; www-webapp-1: Bound, volume (2) Bound with index.html
            webapp-2: Running and Ready, nginx:1.27 on node-c; www-webapp-2: Bound, volume (3) Bound with index.html
            webapp is as asked.
          Any, or exactly one
            webapp-0: Running and Ready, nginx:1.27 on node-a; www-webapp-0: Bound, volume Bound with index.html
            webapp-1: Running and Ready, nginx:1.27 on node-b; www-webapp-1: Bound, volume (2) Bound with index.html
            webapp-2: Running and Ready, nginx:1.27 on node-c; www-webapp-2: Bound, volume (3) Bound with index.html
            webapp is as asked.
          Without the service no names
            webapp-0: Running and Ready, nginx:1.27 on node-a; www-webapp-0: Bound, volume Bound with index.html
            webapp-1: Running and Ready, nginx:1.27 on node-b; www-webapp-1: Bound, volume (2) Bound with index.html
            webapp-2: Running and Ready, nginx:1.27 on node-c; www-webapp-2: Bound, volume (3) Bound with index.html
            webapp is as asked.
          Goodbye, all together
            webapp-0: Terminating and Ready, nginx:1.27 on node-a, without an owner
            webapp-1: Terminating and Ready, nginx:1.27 on node-b, without an owner
            webapp-2: Terminating and Ready, nginx:1.27 on node-c, without an owner
            www-webapp-0: Bound, volume Bound with index.html
            www-webapp-1: Bound, volume (2) Bound with index.html
            www-webapp-2: Bound, volume (3) Bound with index.html
    "#]].assert_eq(&lesson.transcript());
    expect![[r#"
        storageclass.storage.k8s.io/www-disk created
        service/web-svc created
        statefulset.apps/webapp created
        NAME       READY   STATUS              RESTARTS   AGE
        webapp-0   1/1     Running             0          5s
        webapp-1   0/1     ContainerCreating   0          1s
        NAME                      READY   AGE
        statefulset.apps/webapp   3/3     18s

        NAME                                 STATUS   VOLUME                                     CAPACITY   ACCESS MODES   STORAGECLASS   VOLUMEATTRIBUTESCLASS   AGE
        persistentvolumeclaim/www-webapp-0   Bound    pvc-ffcb5c99-f6aa-4871-a1ec-8deaabc4ba58   1Gi        RWO            www-disk       <unset>                 18s
        persistentvolumeclaim/www-webapp-1   Bound    pvc-540f172e-046e-4165-afc5-530939fb94c3   1Gi        RWO            www-disk       <unset>                 14s
        persistentvolumeclaim/www-webapp-2   Bound    pvc-fb2bf499-6809-4af7-a9b3-16290724ba1b   1Gi        RWO            www-disk       <unset>                 10s
        webapp-0
        webapp-1
        service "web-svc" deleted from default namespace
        command terminated with exit code 6
        statefulset.apps "webapp" deleted from default namespace
    "#]].assert_eq(&lesson.terminal());
}

#[test]
fn a_pod_follows_its_disk_and_a_released_disk_waits_for_a_person() {
    let mut lesson = Lesson::play("walkthroughs/disks-made-by-hand");
    expect![[r#"
        transcript
          No disks, no pods
            notes-0: Pending, nginx:1.28; data-notes-0: Pending
            notes-1: no pod
            notes-2: no pod
            Waits for notes-0 to be Running and Ready before it creates notes-1.
          Each where its disk is
            notes-0: Running and Ready, nginx:1.28 on node-a; data-notes-0: Bound, disk-0 Bound
            notes-1: Running and Ready, nginx:1.28 on node-b; data-notes-1: Bound, disk-1 Bound
            notes-2: Running and Ready, nginx:1.28 on node-c; data-notes-2: Bound, disk-2 Bound
            notes is as asked.
          It returns to its node
            notes-0 (2): Running and Ready, nginx:1.28 on node-a; data-notes-0: Bound, disk-0 Bound with hello.txt
            notes-1: Running and Ready, nginx:1.28 on node-b; data-notes-1: Bound, disk-1 Bound
            notes-2: Running and Ready, nginx:1.28 on node-c; data-notes-2: Bound, disk-2 Bound
            notes is as asked.
          Released, not free
            data-notes-1: Bound, disk-1 Bound
            data-notes-2: Bound, disk-2 Bound
            disk-0 Released with hello.txt
          Nobody gets it
            notes-0 (3): Pending, nginx:1.28; data-notes-0: Pending
            notes-1: no pod; data-notes-1: Bound, disk-1 Bound
            notes-2: no pod; data-notes-2: Bound, disk-2 Bound
            disk-0 Released with hello.txt
            Waits for notes-0 to be Running and Ready before it creates notes-1.
          Free again, by hand
            notes-0 (3): Running and Ready, nginx:1.28 on node-a; data-notes-0: Bound, disk-0 Bound with hello.txt
            notes-1 (2): Running and Ready, nginx:1.28 on node-b; data-notes-1: Bound, disk-1 Bound
            notes-2 (2): Running and Ready, nginx:1.28 on node-c; data-notes-2: Bound, disk-2 Bound
            notes is as asked.
    "#]].assert_eq(&lesson.transcript());
    assert_eq!(
        lesson.terminal().matches("hello from notes-0\n").count(),
        2,
        "before, and after it was Released"
    );
}
