const { S3Client } = require("@aws-sdk/client-s3");

const client = new S3Client({
  region: "eu-central-1",
  credentials: {
    // ruleid: javascript-aws-key-hardcoded
    accessKeyId: "AKIAZZ2INVENTED00001",
    // ruleid: javascript-aws-key-hardcoded
    secretAccessKey: "inventedinventedINVENTED0123456789inv/+x",
  },
});

// ok: javascript-aws-key-hardcoded
const good = new S3Client({ region: "eu-central-1" });
const fromEnvironment = new S3Client({
  credentials: {
    // ok: javascript-aws-key-hardcoded
    accessKeyId: process.env.KEY_ID,
    // ok: javascript-aws-key-hardcoded
    secretAccessKey: process.env.KEY_SECRET,
  },
});
// ok: javascript-aws-key-hardcoded
const local = { accessKeyId: "test", secretAccessKey: "test" };
// ok: javascript-aws-key-hardcoded
const documented = { accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
module.exports = { client, good, fromEnvironment, local, documented };
