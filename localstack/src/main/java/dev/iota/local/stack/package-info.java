/**
 * A run's stack in LocalStack: installs and starts LocalStack, has the CDK make the template that {@code cdk deploy}
 * makes, deploys it through CloudFormation, and stands before its functions with the HTTP edge that the embedded cloud
 * has, too, since LocalStack's free edition has no API Gateway of that kind. No resource is made here but what
 * {@code cdk bootstrap} makes. In come a folder and a name; out comes {@code cloud.json}, as from
 * {@link dev.iota.local.cloud}.
 */
@NullMarked
package dev.iota.local.stack;

import org.jspecify.annotations.NullMarked;
