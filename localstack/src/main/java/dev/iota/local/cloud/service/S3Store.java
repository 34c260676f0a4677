package dev.iota.local.cloud.service;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * s3proxy's store over files, with what S3 does and it does not: keys that begin with another key and a slash live
 * beside that, and an upload in parts has to be begun.
 */
final class S3Store extends ForwardingBlobStore {
    private final ObjectFiles files;

    S3Store(Path folder) {
        super(new FilesystemNio2BlobStore(folder.toString()));
        files = new ObjectFiles(folder);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        var name = files.nameOfNew(request.bucket(), request.key());
        return super.putBlob(request.toBuilder().key(name).build(), content);
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return super.copyBlob(request.toBuilder()
                .sourceKey(files.name(request.sourceBucket(), request.sourceKey()))
                .destinationKey(files.nameOfNew(request.destinationBucket(), request.destinationKey()))
                .build());
    }

    @Override
    public boolean blobExists(String bucket, String key) {
        return super.blobExists(bucket, files.name(bucket, key));
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        var name = files.name(request.bucket(), request.key());
        return super.blobMetadata(request.toBuilder().key(name).build());
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        var name = files.name(request.bucket(), request.key());
        return super.getBlob(request.toBuilder().key(name).build());
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        var name = files.name(request.bucket(), request.key());
        return super.removeBlob(request.toBuilder().key(name).build());
    }

    @Override
    public ObjectCannedACL getBlobAccess(String bucket, String key) {
        return super.getBlobAccess(bucket, files.name(bucket, key));
    }

    @Override
    public void setBlobAccess(String bucket, String key, ObjectCannedACL access) {
        super.setBlobAccess(bucket, files.name(bucket, key), access);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        var listed = super.list(request.toBuilder()
                .startAfter(named(request.bucket(), request.startAfter()))
                .continuationToken(named(request.bucket(), request.continuationToken()))
                .build());
        var next = listed.nextContinuationToken();
        return listed.toBuilder()
                .contents(listed.contents().stream()
                        .map(object -> object.toBuilder()
                                .key(ObjectFiles.key(object.key()))
                                .build())
                        .toList())
                .nextContinuationToken(next == null ? null : ObjectFiles.key(next))
                .build();
    }

    private @Nullable String named(String bucket, @Nullable String key) {
        return key == null ? null : files.name(bucket, key);
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        var name = files.nameOfNew(request.bucket(), request.key());
        return super.initiateMultipartUpload(request.toBuilder().key(name).build());
    }

    @Override
    public UploadPartResponse uploadMultipartPart(MultipartUpload upload, UploadPartRequest request, InputStream part) {
        return super.uploadMultipartPart(begun(upload), request, part);
    }

    @Override
    public List<Part> listMultipartUpload(MultipartUpload upload) {
        return super.listMultipartUpload(begun(upload));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return super.completeMultipartUpload(begun(upload), request);
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        super.abortMultipartUpload(begun(upload));
    }

    /** By the empty object that stands for it until it is completed or given up. */
    private MultipartUpload begun(MultipartUpload upload) {
        var bucket = upload.containerName();
        for (var name : List.of(upload.blobName(), files.name(bucket, upload.blobName()))) {
            if (super.blobExists(bucket, ".mpus-%s-%s-stub".formatted(upload.id(), name))) {
                return new MultipartUpload(
                        upload.id(), upload.request().toBuilder().key(name).build(), upload.response());
            }
        }
        throw new S3ProxyException(S3ErrorCode.NO_SUCH_UPLOAD);
    }
}
