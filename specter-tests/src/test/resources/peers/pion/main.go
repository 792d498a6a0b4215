// One end of a call in Pion: orders come as lines of JSON, what happens is printed as lines of JSON.
// Every message that arrives goes back the way it came. The answering end of dev.specter.tests.peers.PeerProcess.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sync"

	"github.com/pion/webrtc/v3"
)

const enoughBuffered = 1 << 20

type order struct {
	Do          string                     `json:"do"`
	Label       string                     `json:"label"`
	Description *webrtc.SessionDescription `json:"description"`
	Candidate   *webrtc.ICECandidateInit   `json:"candidate"`
}

var (
	printing sync.Mutex
	known    sync.Mutex
	channels = map[string]*webrtc.DataChannel{}
)

func say(what string, value interface{}) {
	line, err := json.Marshal(map[string]interface{}{what: value})
	must(err)
	printing.Lock()
	defer printing.Unlock()
	os.Stdout.Write(append(line, '\n'))
}

func must(err error) {
	if err != nil {
		os.Stdout.WriteString("error: " + err.Error() + "\n")
		os.Exit(1)
	}
}

// echo sends back what comes, held while too much is buffered: the reader then stops reading.
func echo(channel *webrtc.DataChannel) {
	known.Lock()
	channels[channel.Label()] = channel
	known.Unlock()
	drained := make(chan struct{}, 1)
	channel.SetBufferedAmountLowThreshold(enoughBuffered / 2)
	channel.OnBufferedAmountLow(func() {
		select {
		case drained <- struct{}{}:
		default:
		}
	})
	channel.OnMessage(func(message webrtc.DataChannelMessage) {
		if message.IsString {
			_ = channel.SendText(string(message.Data))
		} else {
			_ = channel.Send(message.Data)
		}
		if channel.BufferedAmount() > enoughBuffered {
			<-drained
		}
	})
	channel.OnClose(func() { say("closed", channel.Label()) })
}

func main() {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	must(err)
	pc.OnICECandidate(func(c *webrtc.ICECandidate) {
		if c != nil {
			say("candidate", c.ToJSON())
		}
	})
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) { say("state", s.String()) })
	pc.OnDataChannel(echo)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var o order
		must(json.Unmarshal(in.Bytes(), &o))
		switch {
		case o.Description != nil:
			must(pc.SetRemoteDescription(*o.Description))
			if o.Description.Type == webrtc.SDPTypeOffer {
				answer, err := pc.CreateAnswer(nil)
				must(err)
				must(pc.SetLocalDescription(answer))
				say("description", answer)
			}
		case o.Candidate != nil:
			_ = pc.AddICECandidate(*o.Candidate) // one that it cannot use is one path less
		case o.Do == "open":
			channel, err := pc.CreateDataChannel(o.Label, nil)
			must(err)
			echo(channel)
		case o.Do == "offer":
			offer, err := pc.CreateOffer(nil)
			must(err)
			must(pc.SetLocalDescription(offer))
			say("description", offer)
		case o.Do == "close":
			known.Lock()
			channel := channels[o.Label]
			known.Unlock()
			must(channel.Close())
		}
	}
	_ = pc.Close()
}
