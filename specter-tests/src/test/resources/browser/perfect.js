// Perfect negotiation (webrtc-pc, section 10.7): one end yields when offers meet, the other ignores what came.

import { fail } from './link.js';

const CALM_MILLIS = 300;

export class Negotiation {
  constructor(pc, signal, polite) {
    this.pc = pc;
    this.counts = { offers: 0, answers: 0, collisions: 0 };
    let makingOffer = false;
    let ignoreOffer = false;
    let settingAnswer = false;
    pc.onnegotiationneeded = async () => {
      try {
        makingOffer = true;
        await pc.setLocalDescription();
        this.counts.offers++;
        signal.send({ description: pc.localDescription });
      } catch (e) {
        fail('offering', e);
      } finally {
        makingOffer = false;
      }
    };
    pc.onicecandidate = ({ candidate }) => signal.send({ candidate });
    signal.receive(async ({ description, candidate }) => {
      try {
        if (description) {
          const ready = !makingOffer && (pc.signalingState === 'stable' || settingAnswer);
          const collides = description.type === 'offer' && !ready;
          this.counts.collisions += collides ? 1 : 0;
          ignoreOffer = !polite && collides;
          if (ignoreOffer) {
            return;
          }
          settingAnswer = description.type === 'answer';
          await pc.setRemoteDescription(description);
          settingAnswer = false;
          if (description.type === 'offer') {
            await pc.setLocalDescription();
            this.counts.answers++;
            signal.send({ description: pc.localDescription });
          }
        } else {
          await pc.addIceCandidate(candidate).catch((e) => {
            if (!ignoreOffer) {
              throw e;
            }
          });
        }
      } catch (e) {
        fail('negotiating', e);
      }
    });
  }

  /** Resolves when the signaling state has been stable for a while. */
  async calm() {
    for (let since = performance.now(); performance.now() - since < CALM_MILLIS; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (this.pc.signalingState !== 'stable') {
        since = performance.now();
      }
    }
    console.log('negotiated', JSON.stringify(this.counts));
  }
}
