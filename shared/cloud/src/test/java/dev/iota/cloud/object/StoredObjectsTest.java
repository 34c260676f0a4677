package dev.iota.cloud.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.ByteRange;
import dev.iota.core.epoch.StoredObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects as handlers and operators see them. */
class StoredObjectsTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Names NAMES = SERVICES.withBucket();
    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private static int keys;

    private final Objects objects = new Objects(SERVICES.s3(), SERVICES.presigner(), NAMES);
    private final String key = "state/0000/object-" + keys++;

    @Test
    void what_does_not_exist_has_no_length_no_hash_and_no_content() {
        assertThat(objects.length(key)).isEmpty();
        assertThat(objects.sha256(key)).isEmpty();
        assertThat(objects.read(key, 100)).isEmpty();
        assertThatThrownBy(() -> objects.open(key)).isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> objects.read(key, new ByteRange(0, 1))).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void an_object_without_content_exists() {
        objects.write(key, new byte[0]);

        assertThat(objects.length(key)).hasValue(0);
        assertThat(objects.sha256(key)).contains(Sha256.hex(new byte[0]));
        assertThat(objects.read(key, 0))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEmpty());
    }

    @Test
    void the_hash_is_of_all_that_is_there_also_where_one_buffer_does_not_hold_it() {
        var large = new byte[(1 << 17) + 1];
        new Random(1).nextBytes(large);

        objects.write(key, large);

        assertThat(objects.sha256(key)).contains(Sha256.hex(large));
        assertThat(objects.length(key)).hasValue(large.length);
    }

    @Test
    void an_object_that_is_longer_than_it_may_be_is_not_read() {
        objects.write(key, CONTENT);

        assertThat(objects.read(key, CONTENT.length)).contains(CONTENT);
        assertThat(objects.read(key, CONTENT.length - 1)).isEmpty();
    }

    @Test
    void a_part_is_read_alone() {
        objects.write(key, CONTENT);

        assertThat(objects.read(key, new ByteRange(0, 10))).isEqualTo(CONTENT);
        assertThat(objects.read(key, new ByteRange(3, 2))).isEqualTo("34".getBytes(StandardCharsets.US_ASCII));
        assertThat(objects.read(key, new ByteRange(9, 1))).isEqualTo("9".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_part_behind_the_end_is_an_error() {
        objects.write(key, CONTENT);

        assertThatThrownBy(() -> objects.read(key, new ByteRange(10, 1))).isInstanceOf(S3Exception.class);
    }

    @Test
    void a_part_that_reaches_over_the_end_is_an_error_and_not_a_shorter_part() {
        objects.write(key, CONTENT);

        assertThatThrownBy(() -> objects.read(key, new ByteRange(8, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("2 of 3 bytes");
    }

    @Test
    void a_file_and_a_stream_are_stored_as_they_are(@TempDir Path folder) throws Exception {
        var file = Files.write(folder.resolve("file"), CONTENT);

        objects.write(key, file);
        objects.write(key + "-stream", CONTENT.length, Sha256.hex(CONTENT), () -> new ByteArrayInputStream(CONTENT));

        assertThat(objects.sha256(key)).contains(Sha256.hex(CONTENT));
        assertThat(objects.sha256(key + "-stream")).contains(Sha256.hex(CONTENT));
        try (var in = objects.open(key)) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    void what_is_not_what_was_announced_is_not_stored() {
        var other = Sha256.hex(new byte[1]);

        assertThatThrownBy(() -> objects.write(key, CONTENT.length, other, () -> new ByteArrayInputStream(CONTENT)))
                .isInstanceOf(S3Exception.class);
        assertThat(objects.sha256(key)).isEmpty();
    }

    @Test
    void a_handler_may_write_an_object_again() {
        objects.write(key, CONTENT);
        objects.write(key, new byte[] {1});

        assertThat(objects.read(key, 10)).contains(new byte[] {1});
    }

    @Test
    void more_objects_than_one_call_takes_are_deleted_and_what_is_not_there_is_no_error() {
        var many = IntStream.range(0, 1001).mapToObj(i -> key + "/" + i).toList();
        objects.write(many.getFirst(), CONTENT);
        objects.write(many.getLast(), CONTENT);
        objects.write(key + "/kept", CONTENT);

        objects.delete(many);

        assertThat(objects.length(many.getFirst())).isEmpty();
        assertThat(objects.length(many.getLast())).isEmpty();
        assertThat(objects.length(key + "/kept")).isPresent();
    }

    @Test
    void a_call_deletes_a_thousand_objects_at_most_and_none_are_no_call() {
        try (var service = ScriptedService.start()) {
            service.answer(200, "<DeleteResult/>")
                    .answer(200, "<DeleteResult/>")
                    .answer(200, "<DeleteResult/>");
            var scripted = over(service);
            scripted.delete(List.of());
            assertThat(service.requests()).isEmpty();

            scripted.delete(IntStream.range(0, 2001).mapToObj(i -> "k" + i).toList());

            assertThat(service.requests())
                    .extracting(request -> request.body().split("<Key>", -1).length - 1)
                    .containsExactly(1000, 1000, 1);
        }
    }

    @Test
    void an_object_that_the_store_kept_is_named_with_the_reason() {
        try (var service = ScriptedService.start()) {
            service.answer(
                    200,
                    "<DeleteResult><Error><Key>hop/b</Key><Code>AccessDenied</Code>"
                            + "<Message>not yours</Message></Error></DeleteResult>");

            assertThatThrownBy(() -> over(service).delete(List.of("hop/a", "hop/b")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("hop/b")
                    .hasMessageContaining("AccessDenied")
                    .hasMessageContaining("not yours");
        }
    }

    @Test
    void a_stored_object_has_a_hash_that_is_one() {
        assertThat(new StoredObject("k", 1, "0".repeat(64)).bytes()).isEqualTo(1);
        for (var hash : List.of("", "0".repeat(63), "G".repeat(64), "A".repeat(64))) {
            assertThatThrownBy(() -> new StoredObject("k", 1, hash)).isInstanceOf(MalformedException.class);
        }
    }

    private static Objects over(ScriptedService service) {
        var client = CloudServices.at(
                service.uri(),
                S3Client.builder().httpClient(CloudServices.http()).forcePathStyle(true));
        return new Objects(client, SERVICES.presigner(), NAMES);
    }
}
