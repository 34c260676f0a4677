package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.Objects;
import dev.iota.core.base.Sha256;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A disk may lose a bit of what was stored well. */
@Tag("cloud")
class StoredDamageTest {
    private static final byte[] CONTENT = "tokens of a shard".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void a_hash_is_that_of_what_is_on_the_disk_and_not_of_what_was_announced() throws Exception {
        try (var cloud = new CloudFixture(folder);
                var presigner = S3Presigner.builder().region(Region.US_EAST_1).build()) {
            var objects = new Objects(cloud.localClients.s3(), presigner, CloudFixture.NAMES);
            objects.write("data/shard", CONTENT.length, Sha256.hex(CONTENT), () -> new ByteArrayInputStream(CONTENT));
            var file = folder.resolve("objects")
                    .resolve(CloudFixture.NAMES.objects())
                    .resolve("data/shard");
            var damaged = CONTENT.clone();
            damaged[3] ^= 1;

            Files.write(file, damaged);

            assertThat(objects.sha256("data/shard")).contains(Sha256.hex(damaged));
        }
    }
}
