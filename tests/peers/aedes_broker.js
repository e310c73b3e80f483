// aedes as a broker on a loopback port: `node aedes_broker.js PORT`. It holds everything in memory: a new start is an empty broker.
'use strict';
const broker = require('aedes')();
require('node:net').createServer(broker.handle).listen(Number(process.argv[2]), '127.0.0.1');
