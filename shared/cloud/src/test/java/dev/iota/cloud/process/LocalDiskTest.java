package dev.iota.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDiskTest {
    @TempDir
    private Path folder;

    @Test
    void a_full_disk_is_named_with_what_is_free_wherever_in_the_causes_it_stands() {
        var disk = new LocalDisk(folder);

        assertThat(disk.fault(new IOException("No space left on device")).orElseThrow())
                .contains(folder.toString(), "full", "MiB free", "make room");
        assertThat(disk.fault(new UncheckedIOException(new FileSystemException("a", null, "No space left on device"))))
                .isPresent();
        assertThat(disk.fault(new IOException("Disk quota exceeded"))).isPresent();
    }

    @Test
    void a_disk_that_may_not_be_written_is_told_from_a_full_one() {
        var disk = new LocalDisk(folder);

        assertThat(disk.fault(new FileSystemException("a", null, "Read-only file system")))
                .hasValueSatisfying(text -> assertThat(text).contains("read-only"));
        assertThat(disk.fault(new AccessDeniedException("/a/b")))
                .hasValueSatisfying(text -> assertThat(text).contains("the permissions of /a/b do not allow it"));
    }

    @Test
    void the_reason_of_an_error_at_a_file_is_the_disks_or_in_plain_words() {
        var disk = new LocalDisk(folder);

        assertThat(disk.reason(new IOException("No space left on device"))).contains("is full", "make room");
        assertThat(disk.reason(new NoSuchFileException("/a"))).isEqualTo("it is missing");
    }

    @Test
    void a_disk_that_can_be_written_is_usable_while_something_is_free() {
        assertThat(new LocalDisk(folder).unusable(0)).isEmpty();
        assertThat(new LocalDisk(folder).unusable(Long.MAX_VALUE).orElseThrow()).contains("is full");
    }

    @Test
    void a_disk_that_became_read_only_is_not_usable_whatever_is_free() throws Exception {
        assumeTrue(isDone("mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", folder.toString()), "no right to mount");
        try {
            assertThat(new LocalDisk(folder).unusable(0).orElseThrow())
                    .contains("the disk of " + folder, "is read-only", "make it writable");
        } finally {
            isDone("umount", folder.toString());
        }
    }

    private static boolean isDone(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @Test
    void what_the_network_does_is_no_fault_of_the_disk() {
        var disk = new LocalDisk(folder);

        assertThat(disk.fault(new ConnectException("Connection refused"))).isEmpty();
        assertThat(disk.fault(new HttpTimeoutException("request timed out"))).isEmpty();
        assertThat(disk.fault(new IOException((String) null))).isEmpty();
    }

    @Test
    void the_free_bytes_of_a_folder_that_is_not_there_yet_are_those_of_the_one_around_it() {
        assertThat(new LocalDisk(folder.resolve("a").resolve("b")).freeBytes()).isPresent();
        assertThat(new LocalDisk(folder).lessThan(Long.MAX_VALUE)).isPresent();
        assertThat(new LocalDisk(folder).lessThan(0)).isEmpty();
    }
}
