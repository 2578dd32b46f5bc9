// A real S3 server in a folder, until its input ends. Its first line of output is its port.
import S3rver from "s3rver";

const server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory: process.env.FOLDER, configureBuckets: [{ name: process.env.BUCKET }] });
const { port } = await server.run();
console.log(port);
process.stdin.resume();
process.stdin.on("close", () => process.exit(0));
