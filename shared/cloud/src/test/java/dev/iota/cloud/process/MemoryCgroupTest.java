package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCgroupTest {
    private static final long PID = 7;
    private static final String V1 = "sys/fs/cgroup/memory/";
    private static final String V2 = "sys/fs/cgroup/";

    @TempDir
    private Path root;

    @Test
    void without_control_groups_the_machine_is_the_limit() {
        var group = MemoryCgroup.of(root, PID);

        assertThat(group.limitBytes()).isEmpty();
        assertThat(group.availableBytes()).isEmpty();
        assertThat(group.within(1000)).isEqualTo(1000);
        assertThat(group.oomKills()).isZero();
    }

    @Test
    void version_2_says_max_where_there_is_no_limit() throws Exception {
        write("proc/7/cgroup", "0::/app\n");
        write(V2 + "app/memory.max", "max\n");

        assertThat(MemoryCgroup.of(root, PID).limitBytes()).isEmpty();
    }

    @Test
    void the_smallest_limit_of_the_groups_around_counts_in_version_2() throws Exception {
        write("proc/7/cgroup", "0::/outer/inner\n");
        write(V2 + "outer/inner/memory.max", "4000\n");
        write(V2 + "outer/inner/memory.current", "1000\n");
        write(V2 + "outer/memory.max", "3000\n");
        write(V2 + "outer/memory.current", "2500\n");
        write(V2 + "outer/memory.stat", "anon 2000\ninactive_file 500\n");

        var group = MemoryCgroup.of(root, PID);

        assertThat(group.limitBytes()).hasValue(3000);
        assertThat(group.availableBytes()).hasValue(1000);
        assertThat(group.within(2000)).isEqualTo(2000);
        assertThat(group.within(9000)).isEqualTo(3000);
    }

    @Test
    void a_large_number_means_no_limit_in_version_1() throws Exception {
        write("proc/7/cgroup", "5:cpu:/a\n4:memory:/app\n0::/\n");
        write(V1 + "app/memory.limit_in_bytes", "9223372036854771712\n");
        write(V1 + "memory.limit_in_bytes", "9223372036854771712\n");

        assertThat(MemoryCgroup.of(root, PID).limitBytes()).isEmpty();
    }

    @Test
    void the_smallest_limit_of_the_groups_around_counts_in_version_1() throws Exception {
        write("proc/7/cgroup", "4:hugetlb,memory:/outer/inner\n0::/other\n");
        write(V1 + "outer/inner/memory.limit_in_bytes", "9223372036854771712\n");
        write(V1 + "outer/memory.limit_in_bytes", "3000\n");
        write(V1 + "outer/memory.usage_in_bytes", "1200\n");
        write(V1 + "outer/memory.stat", "inactive_file 1\ntotal_inactive_file 200\n");

        var group = MemoryCgroup.of(root, PID);

        assertThat(group.limitBytes()).hasValue(3000);
        assertThat(group.availableBytes()).hasValue(2000);
    }

    @Test
    void a_container_that_does_not_see_its_own_folder_reads_the_one_it_sees() throws Exception {
        write("proc/7/cgroup", "4:memory:/docker/0123\n");
        write(V1 + "memory.limit_in_bytes", "2000\n");

        assertThat(MemoryCgroup.of(root, PID).limitBytes()).hasValue(2000);
    }

    @Test
    void a_path_out_of_the_namespace_leads_nowhere_else() throws Exception {
        write("proc/7/cgroup", "0::/../../other\n");
        write(V2 + "memory.max", "2000\n");
        write("sys/other/memory.max", "1000\n");

        assertThat(MemoryCgroup.of(root, PID).limitBytes()).hasValue(2000);
    }

    @Test
    void processes_killed_for_memory_are_counted_in_both_versions() throws Exception {
        write("proc/7/cgroup", "4:memory:/app\n");
        write(V1 + "app/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
        write("proc/8/cgroup", "0::/app\n");
        write(V2 + "app/memory.events", "low 0\nhigh 0\nmax 9\noom 2\noom_kill 2\noom_group_kill 0\n");

        assertThat(MemoryCgroup.of(root, 7).oomKills()).isEqualTo(3);
        assertThat(MemoryCgroup.of(root, 8).oomKills()).isEqualTo(2);
    }

    private void write(String file, String text) throws Exception {
        var path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
