package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.page.Page;
import dev.iota.cloud.page.PageFile;
import dev.iota.cloud.page.PageStore;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The page as its owner stores it for a deployed run, and as the embedded cloud answers with it. */
@Tag("cloud")
@TestInstance(Lifecycle.PER_CLASS)
class PageBucketTest {
    private static final String BUCKET = CloudFixture.NAMES.page();

    private final Page page = Page.onClassPath().orElseThrow();
    private CloudFixture cloud;
    private S3Client s3;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        cloud = new CloudFixture(folder);
        s3 = cloud.localClients.s3();
    }

    @AfterAll
    void stop() {
        cloud.close();
    }

    @Test
    void every_file_is_stored_as_it_is_answered_and_what_it_no_longer_has_goes() {
        s3.putObject(b -> b.bucket(BUCKET).key("js/old.js"), RequestBody.fromString("old"));
        var store = new PageStore(s3, CloudFixture.NAMES);

        assertThat(store.store(page)).isEqualTo(page.files().size());
        assertThat(store.store(page)).isEqualTo(page.files().size());

        assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents())
                .extracting(S3Object::key)
                .containsExactlyInAnyOrderElementsOf(
                        page.files().stream().map(PageFile::name).toList());
        for (var file : page.files()) {
            var stored = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(file.name()));
            assertThat(stored.asByteArray()).isEqualTo(file.bytes());
            assertThat(stored.response().contentType()).isEqualToIgnoringWhitespace(file.type());
            assertThat(stored.response().cacheControl()).isEqualTo(file.cacheControl());
        }
    }

    @Test
    void it_is_answered_at_the_root_of_the_embedded_cloud_with_every_file_that_it_names() throws Exception {
        for (var file : page.files()) {
            var answer = CloudFixture.http(
                    HttpRequest.newBuilder(cloud.cloud.file().api().resolve("/" + file.name()))
                            .build());

            assertThat(answer.statusCode()).as(file.name()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains(file.type());
        }
        var index = CloudFixture.http(
                HttpRequest.newBuilder(cloud.cloud.file().api().resolve("/")).build());
        assertThat(index.headers().firstValue("content-security-policy")).contains(page.contentPolicy());
    }
}
