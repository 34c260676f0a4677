package dev.iota.cloud.page;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The bucket of a deployed run that its page is answered from. It is in the stack, wherever objects are. */
public final class PageStore implements AutoCloseable {
    private final S3Client s3;
    private final String bucket;

    public PageStore(S3Client s3, Names names) {
        this.s3 = s3;
        this.bucket = names.page();
    }

    /** That of a run where the environment says. */
    public static PageStore configured(Names names) {
        return new PageStore(AwsClients.ownObjects(), names);
    }

    /**
     * Stores every file, its index last: whoever looks meanwhile sees the page as it was, or as it is to be. Then what
     * the page no longer has is removed.
     *
     * @return how many files it has
     */
    public int store(Page page) {
        var files = new ArrayList<>(page.files());
        files.sort((one, other) ->
                Boolean.compare(one.name().equals(Page.INDEX), other.name().equals(Page.INDEX)));
        files.forEach(this::put);
        var wanted = files.stream().map(PageFile::name).collect(Collectors.toSet());
        remove(stored().stream().filter(name -> !wanted.contains(name)).toList());
        return files.size();
    }

    /** Removes it, and its bucket; that it is gone already is fine. */
    public void remove() {
        try {
            remove(stored());
            s3.deleteBucket(b -> b.bucket(bucket));
        } catch (NoSuchBucketException e) {
            // Somebody else did.
        }
    }

    private void put(PageFile file) {
        s3.putObject(
                b -> b.bucket(bucket).key(file.name()).contentType(file.type()).cacheControl(file.cacheControl()),
                RequestBody.fromBytes(file.bytes()));
    }

    private List<String> stored() {
        return s3.listObjectsV2Paginator(b -> b.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private void remove(List<String> names) {
        if (!names.isEmpty()) {
            var objects = names.stream()
                    .map(name -> ObjectIdentifier.builder().key(name).build())
                    .toList();
            s3.deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(objects)));
        }
    }

    @Override
    public void close() {
        s3.close();
    }
}
