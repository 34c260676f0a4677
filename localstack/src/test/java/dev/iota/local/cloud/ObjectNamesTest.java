package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A key may begin with another key and a slash. */
@Tag("cloud")
@ExtendWith(SharedCloud.class)
@TestInstance(Lifecycle.PER_CLASS)
class ObjectNamesTest {
    private static final String BUCKET = GuardedCloud.NAMES.objects();

    private S3Client s3;

    @BeforeAll
    void start(GuardedCloud guarded) {
        s3 = guarded.cloud.localClients.s3();
    }

    private void put(String key) {
        s3.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromString("content of " + key));
    }

    private String get(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String();
    }

    private void delete(String key) {
        s3.deleteObject(delete -> delete.bucket(BUCKET).key(key));
    }

    private List<String> list(String prefix, int page) {
        return s3
                .listObjectsV2Paginator(
                        list -> list.bucket(BUCKET).prefix(prefix).maxKeys(page))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void the_shorter_one_may_come_first_or_last() {
        for (var key :
                List.of("first/conf", "first/conf/x", "first/conf/x/y", "last/conf/x/y", "last/conf/x", "last/conf")) {
            put(key);
        }

        for (var folder : List.of("first", "last")) {
            var keys = List.of(folder + "/conf", folder + "/conf/x", folder + "/conf/x/y");
            assertThat(list(folder + "/", 1000)).isEqualTo(keys);
            assertThat(list(folder + "/", 1)).isEqualTo(keys);
            assertThat(keys).allSatisfy(key -> assertThat(get(key)).isEqualTo("content of " + key));
            assertThat(s3.headObject(head -> head.bucket(BUCKET).key(folder + "/conf"))
                            .contentLength())
                    .isEqualTo("content of /conf".length() + folder.length());
        }
    }

    @Test
    void a_list_keeps_the_order_of_the_keys_and_shows_folders() {
        for (var key : List.of("order/conf", "order/conf-a", "order/conf/x", "order/conf.b", "order/conf0")) {
            put(key);
        }

        assertThat(list("order/", 2))
                .containsExactly("order/conf", "order/conf-a", "order/conf.b", "order/conf/x", "order/conf0");
        var old = s3.listObjects(list ->
                list.bucket(BUCKET).prefix("order/").marker("order/conf").maxKeys(1));
        assertThat(old.contents()).extracting(S3Object::key).containsExactly("order/conf-a");
        var folders =
                s3.listObjectsV2(list -> list.bucket(BUCKET).prefix("order/").delimiter("/"));
        assertThat(folders.contents())
                .extracting(S3Object::key)
                .containsExactly("order/conf", "order/conf-a", "order/conf.b", "order/conf0");
        assertThat(folders.commonPrefixes()).extracting("prefix").containsExactly("order/conf/");
    }

    @Test
    void each_is_deleted_alone_and_may_be_written_again() {
        put("again/conf");
        put("again/conf/x");

        delete("again/conf/x");
        assertThat(get("again/conf")).isEqualTo("content of again/conf");
        put("again/conf");
        put("again/conf/x");
        delete("again/conf");

        assertThat(list("again/", 10)).containsExactly("again/conf/x");
        assertThatThrownBy(() -> get("again/conf")).isInstanceOf(NoSuchKeyException.class);
        put("again/conf");
        assertThatThrownBy(() -> s3.putObject(
                        put -> put.bucket(BUCKET).key("again/conf").ifNoneMatch("*"), RequestBody.fromString("twice")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
    }

    @Test
    void copies_and_uploads_in_parts_find_their_place() {
        put("place/conf/x");
        s3.copyObject(copy -> copy.sourceBucket(BUCKET)
                .sourceKey("place/conf/x")
                .destinationBucket(BUCKET)
                .destinationKey("place/conf"));
        assertThat(get("place/conf")).isEqualTo("content of place/conf/x");

        var upload = s3.createMultipartUpload(create -> create.bucket(BUCKET).key("place/conf"))
                .uploadId();
        var tag = s3.uploadPart(
                        part -> part.bucket(BUCKET)
                                .key("place/conf")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("in parts"))
                .eTag();
        s3.completeMultipartUpload(complete -> complete.bucket(BUCKET)
                .key("place/conf")
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(
                        CompletedPart.builder().partNumber(1).eTag(tag).build())));

        assertThat(get("place/conf")).isEqualTo("in parts");
        assertThat(list("place/", 10)).containsExactly("place/conf", "place/conf/x");
    }
}
